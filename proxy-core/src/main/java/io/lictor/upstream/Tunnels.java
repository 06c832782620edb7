package io.lictor.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/** How many of the attempts under way at a peer are tunnels, which end by themselves late or never. Any thread. */
public final class Tunnels {

    private final AtomicInteger open = new AtomicInteger();

    /** An attempt became one. */
    public void opened() {
        open.incrementAndGet();
    }

    /** One ended. */
    public void closed() {
        open.decrementAndGet();
    }

    /** How many there are. */
    public int count() {
        return open.get();
    }
}
