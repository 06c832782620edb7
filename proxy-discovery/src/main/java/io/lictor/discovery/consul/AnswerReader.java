package io.lictor.discovery.consul;

import java.io.IOException;

/**
 * Makes what discovery is told of a good answer. May ask Consul more to do so, on the same transport.
 *
 * @param <T> what discovery is told
 */
interface AnswerReader<T> {

    /**
     * Reads an answer that is to be taken.
     *
     * @param answer a good one
     * @param index the answer's
     * @param fresh whether it may take something away
     * @param continuous whether history goes on since the last one
     * @throws IOException when it is not what it should be; nothing is told then
     */
    T read(Answer answer, long index, boolean fresh, boolean continuous) throws IOException;

    /** Whether two answers mean the same, so that the second is no news. */
    default boolean isSame(T answer, T earlier) {
        return answer.equals(earlier);
    }

    /** Whether the last answer left something open, so that it is worth asking again soon. */
    default boolean isUnsure() {
        return false;
    }

    /** Whether a 404 is an answer, with an empty body: there is nothing by that name. */
    default boolean readsNothing() {
        return false;
    }

    /** Whether an answer says that what was asked for is not there. */
    default boolean isMissing(T answer) {
        return false;
    }
}
