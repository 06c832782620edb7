package io.lictor.conformance;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets the proxy read one piece before the next is sent. Nothing depends on it: it makes splits likely, not certain. */
final class Pause {

    private Pause() {}

    static void between() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(4));
    }
}
