package io.lictor.discovery.consul;

/**
 * The rules of a blocking query's index: what to ask with next, and what an answer's index says.
 *
 * <p>Confined to its watch's thread.
 */
/*
 * An index is opaque but for two things: greater is later, and one that goes back says that Consul's history broke off (a
 * snapshot was restored, a cluster was built anew). Then nothing that was learned of indexes holds any more, and the next
 * question must not wait. Errors carry an index too (1), which means nothing: only good answers come here.
 */
final class IndexRules {

    /** What an answer's index says. */
    enum Verdict {
        /** Take the answer. */
        TAKE,
        /** History broke off: ask again at once, do not take this answer. */
        WENT_BACK
    }

    private long last;
    private long next;
    private boolean broken;

    /** An index that is known from an earlier run: one below it says that history broke off meanwhile. */
    void knew(long index) {
        last = index;
    }

    /** What to ask with; 0 for an answer at once. */
    long next() {
        return next;
    }

    /** The index of the last answer taken; 0 before the first. */
    long last() {
        return last;
    }

    Verdict judge(long index) {
        if (index < last) {
            last = 0;
            next = 0;
            broken = true;
            return Verdict.WENT_BACK;
        }
        last = index;
        next = index;
        return Verdict.TAKE;
    }

    /** Whether history broke off before the answer in hand. */
    boolean isBroken() {
        return broken;
    }

    /** An answer after the break was read and told. */
    void mended() {
        broken = false;
    }

    /** The question failed: the next one is to be answered at once, to know where things stand. */
    void failed() {
        next = 0;
    }
}
