package io.lictor.balance;

/** Random numbers: good enough to balance, cheap, and the same again for the same seed. Confined to its loop. */
final class Chance {

    private long state;

    Chance(long seed) {
        state = seed;
    }

    /** A number from 0 to {@code bound - 1}. */
    int below(int bound) {
        // SplitMix64; the upper half of the product is even over the bound.
        state += 0x9e3779b97f4a7c15L;
        long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        z ^= z >>> 31;
        return (int) ((z >>> 32) * bound >>> 32);
    }
}
