package io.lictor.engine;

/** How short direct memory is, and so what is not done any more; each level includes those before it. */
enum MemoryLevel {
    /** Enough of it. */
    NORMAL(0),
    /** Idle connections, of clients and to peers, are closed. */
    SHRINK(50),
    /** No connection is accepted. */
    CLOSED(70),
    /** New requests are answered 503. */
    SHED(85);

    /** How many points lower a level is left than entered. */
    private static final int BACK = 10;

    private final int percent;

    MemoryLevel(int percent) {
        this.percent = percent;
    }

    /** The level at {@code used} of {@code budget} bytes, after this one: up at once, down when well below. */
    MemoryLevel next(long used, long budget) {
        MemoryLevel next = NORMAL;
        for (MemoryLevel level : values()) {
            int from = level.compareTo(this) <= 0 ? level.percent - BACK : level.percent;
            if (level != NORMAL && used >= budget / 100 * from) {
                next = level;
            }
        }
        return next;
    }
}
