package io.lictor.names;

import java.util.ArrayList;
import java.util.List;

/**
 * What one name is resolved to, and when to ask again: the rules, without a clock or a socket.
 *
 * <p>Confined to the thread of the names.
 */
final class NameState {

    /*
     * A good answer replaces what was. That there are none is believed for one family only when the other one has some: a
     * name that had addresses and is denied altogether is more often a zone in repair than a service that is gone, and
     * removing all its peers would be the greater harm. What is kept is kept until somebody answers.
     */

    /** The bounds of how long an answer holds, whatever its TTL says: one of 0 would ask without a pause. */
    static final long LEAST_MILLIS = 1_000;

    static final long MOST_MILLIS = 300_000;

    /** When to ask again after a failure. */
    static final long RETRY_MILLIS = 5_000;

    private List<String> ipv4 = List.of();
    private List<String> ipv6 = List.of();

    /** Takes the answers for both families; returns in how many milliseconds to ask again. */
    long answered(Answer four, Answer six) {
        ipv4 = next(ipv4, four, six);
        ipv6 = next(ipv6, six, four);
        if (!four.isGood() && !six.isGood()) {
            return RETRY_MILLIS;
        }
        long ttl =
                Math.min(four.isGood() ? four.ttlMillis() : MOST_MILLIS, six.isGood() ? six.ttlMillis() : MOST_MILLIS);
        boolean oneFailed = four.kind() == Answer.Kind.FAILED || six.kind() == Answer.Kind.FAILED;
        return Math.max(LEAST_MILLIS, Math.min(ttl, oneFailed ? RETRY_MILLIS : MOST_MILLIS));
    }

    /** All addresses, IPv4 first; empty when there never was an answer. */
    List<String> ips() {
        List<String> all = new ArrayList<>(ipv4);
        all.addAll(ipv6);
        return List.copyOf(all);
    }

    private static List<String> next(List<String> before, Answer answer, Answer other) {
        return switch (answer.kind()) {
            case ADDRESSES -> answer.ips();
            case DENIED -> other.isGood() ? List.of() : before;
            case FAILED -> before;
        };
    }
}
