package io.lictor.config;

/**
 * When a peer's turn comes: one of a higher tier takes requests only while none of a lower one can. Without state.
 *
 * <p>nginx has two, primaries and {@code backup}. Behind them there is one for each other datacenter; and in each of all these,
 * behind those that the registry lists, are those that it does not list any more and that may well be alive.
 */
public final class Tier {

    /** Where a peer is that nothing is said against. */
    public static final int FIRST = 0;

    /** nginx's {@code backup}. */
    public static final int BACKUP = 2;

    private Tier() {}

    /**
     * Of a peer in another datacenter: behind all that are near, also those that are {@code backup}.
     *
     * @param distance which of the other datacenters, in the order in which they were given; 1 or more
     */
    public static int far(int distance) {
        return BACKUP + 2 * distance;
    }

    /** Of a peer that would be of {@code tier}, but the registry does not list it any more and has not said why. */
    public static int held(int tier) {
        return tier | 1;
    }

    /** Whether the registry does not list peers of {@code tier} any more; they are kept for a while. */
    public static boolean isHeld(int tier) {
        return (tier & 1) == 1;
    }
}
