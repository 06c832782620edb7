package io.lictor.exchange;

/**
 * How much of request bodies the exchanges of one event loop keep for another peer, and how much they may together.
 *
 * <p>Confined to that event loop. Owns nothing.
 */
final class KeptBytes {

    /*
     * The look at direct memory is by time, and one turn of a loop may read a megabyte of each of its connections before the
     * next look. What can be given up without harm is therefore counted as it is taken.
     */

    private final long most;
    private long sum;

    /** Of at most {@code most} bytes. */
    KeptBytes(long most) {
        this.most = most;
    }

    /** Whether {@code length} more bytes may be kept. */
    boolean allows(int length) {
        return sum + length <= most;
    }

    void add(int length) {
        sum += length;
    }

    void subtract(int length) {
        sum -= length;
        assert sum >= 0;
    }
}
