package io.lictor.clock;

/** The source of elapsed time. A test passes its own and turns it by hand; any thread may read it. */
@FunctionalInterface
public interface Ticker {

    /** Nanoseconds since some fixed point, never going back. */
    long nanos();

    /** {@link #nanos()} in milliseconds. */
    default long millis() {
        return nanos() / 1_000_000;
    }

    /** The machine's monotonic clock. */
    static Ticker system() {
        return System::nanoTime;
    }
}
