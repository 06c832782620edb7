package io.lictor.filter;

import io.lictor.http.FieldRules;
import java.time.Duration;
import java.util.List;

/** What a filter says to an exchange. */
public sealed interface Decision {

    /** Go on: to the next filter, then to a peer, or to the client. */
    Decision CONTINUE = new Continue();

    /** {@link #CONTINUE}. */
    record Continue() implements Decision {}

    /**
     * Answer in the peers' place; a response of a peer is dropped.
     *
     * @param status 200 to 599
     * @param fields of the answer, beside those of its framing, its date and what the route adds
     * @param body small: it is held whole; empty with 204, 205 and 304. Shared: not changed any more
     */
    record Answer(int status, List<Field> fields, byte[] body) implements Decision {

        /** The most that a body may have, in bytes. */
        public static final int MOST_BODY = 64 << 10;

        /**
         * Checks it.
         *
         * @throws IllegalArgumentException when it could not be sent; the message says what was expected
         */
        public Answer {
            fields = List.copyOf(fields);
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
            }
            int most = status == 204 || status == 205 || status == 304 ? 0 : MOST_BODY;
            if (body.length > most) {
                throw new IllegalArgumentException(
                        "body: " + body.length + " bytes (expected: at most " + most + " with " + status + ")");
            }
        }

        /** Without fields and body. */
        public static Answer of(int status) {
            return new Answer(status, List.of(), new byte[0]);
        }
    }

    /**
     * A field of an answer.
     *
     * @param name not one of framing or of one connection
     * @param value in one line
     */
    record Field(String name, String value) {

        /**
         * Checks it.
         *
         * @throws IllegalArgumentException when it could not be sent; the message says what was expected
         */
        public Field {
            FieldRules.checkName(name);
            FieldRules.checkValue(value);
        }
    }

    /**
     * Wait. The exchange goes on when {@code waiting} says so, is answered 504 when it does not within {@code deadline}, and
     * ends when the client goes away.
     *
     * @param deadline more than nothing
     */
    record Suspend(Duration deadline, Waiting waiting) implements Decision {

        /**
         * Checks it.
         *
         * @throws IllegalArgumentException when the deadline is not in the future
         */
        public Suspend {
            if (deadline.toMillis() < 1) {
                throw new IllegalArgumentException("deadline: " + deadline + " (expected: 1 ms or more)");
            }
        }
    }
}
