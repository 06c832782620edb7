package io.lictor.names;

import java.util.List;

/**
 * What became of asking for the addresses of one family of a name.
 *
 * @param kind how it ended
 * @param ips IP literals, for {@link Kind#ADDRESSES}; else empty
 * @param ttlMillis how long they hold
 * @param problem why there are none, for the log; else empty
 */
record Answer(Kind kind, List<String> ips, long ttlMillis, String problem) {

    enum Kind {
        /** There are some. */
        ADDRESSES,
        /** The server says that there are none: NXDOMAIN, or no record of the family. */
        DENIED,
        /** No answer that means anything: SERVFAIL, a timeout. */
        FAILED
    }

    Answer {
        ips = List.copyOf(ips);
    }

    static Answer addresses(List<String> ips, long ttlMillis) {
        return new Answer(Kind.ADDRESSES, ips, ttlMillis, "");
    }

    static Answer denied(String problem) {
        return new Answer(Kind.DENIED, List.of(), 0, problem);
    }

    static Answer failed(String problem) {
        return new Answer(Kind.FAILED, List.of(), 0, problem);
    }

    boolean isGood() {
        return kind == Kind.ADDRESSES;
    }
}
