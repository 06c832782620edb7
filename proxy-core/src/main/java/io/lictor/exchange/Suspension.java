package io.lictor.exchange;

import io.lictor.filter.Decision;
import io.lictor.filter.Resumption;
import io.lictor.filter.Waiting;
import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One wait of an exchange for a filter. What is told from any thread comes to the exchange's event loop by a task there, also
 * from that loop itself: never within a call of the filter's.
 */
final class Suspension implements Resumption {

    private final FilterRun run;
    private final EventLoop loop;
    private final Waiting waiting;
    private final AtomicBoolean told = new AtomicBoolean();

    Suspension(FilterRun run, EventLoop loop, Waiting waiting) {
        this.run = run;
        this.loop = loop;
        this.waiting = waiting;
    }

    @Override
    public void resume(Supplier<Decision> next) {
        Objects.requireNonNull(next, "next");
        if (!told.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.execute(() -> run.resumed(this, next));
        } catch (RejectedExecutionException e) {
            // The loop has ended, and the exchange with it.
        }
    }

    Waiting waiting() {
        return waiting;
    }
}
