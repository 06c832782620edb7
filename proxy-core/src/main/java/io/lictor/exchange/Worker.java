package io.lictor.exchange;

import io.lictor.clock.LoopTimers;
import io.lictor.http.HeadEdits;
import io.lictor.http.HttpDate;
import io.lictor.http.RequestPath;
import io.lictor.http1.HeadWriter;
import io.lictor.observe.LoopObserver;
import io.lictor.pool.ConnectionPool;
import io.lictor.rewrite.PathText;
import io.lictor.route.Generation;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * One event loop and everything that is confined to it: its timers, its pool, its observer, its spare exchanges. nginx
 * calls it a worker too.
 */
public final class Worker {

    private static final int MOST_SPARE = 1024;

    private final int number;
    private final EventLoop loop;
    private final LoopTimers timers;
    private final ConnectionPool pool;
    private final LoopObserver observer;
    private final Supplier<Generation> generation;
    private final SlotQueues queues;
    private final HeadWriter headWriter = new HeadWriter();
    private final HttpDate date = new HttpDate();
    private final RequestPath path = new RequestPath();
    private final RequestPath pathOfVariable = new RequestPath();
    private final PathText pathText = new PathText();
    private final HeadEdits edits = new HeadEdits();
    private final ArrayDeque<Exchange> spare = new ArrayDeque<>();
    private boolean draining;

    /**
     * A worker.
     *
     * @param generation where the newest generation is read; safe on any thread
     * @param workers the workers of all loops, by number
     */
    public Worker(
            int number,
            EventLoop loop,
            LoopTimers timers,
            ConnectionPool pool,
            LoopObserver observer,
            Supplier<Generation> generation,
            IntFunction<Worker> workers) {
        this.number = number;
        this.loop = loop;
        this.timers = timers;
        this.pool = pool;
        this.observer = observer;
        this.generation = generation;
        this.queues = new SlotQueues(this, workers);
    }

    /** An exchange for {@code downstream}'s next request. */
    public Exchange lease(Downstream downstream) {
        assert loop.inEventLoop();
        Exchange exchange = spare.pollLast();
        if (exchange == null) {
            exchange = new Exchange(this);
        }
        exchange.lease(downstream);
        return exchange;
    }

    /** Takes back an exchange that is over. */
    public void recycle(Exchange exchange) {
        exchange.clear();
        if (spare.size() < MOST_SPARE) {
            spare.addLast(exchange);
        }
    }

    /** There is a new generation: who waits for a peer looks for one anew. */
    public void generationChanged() {
        assert loop.inEventLoop();
        queues.serveAll();
    }

    /** From now on every answer ends its connection. */
    public void drain() {
        assert loop.inEventLoop();
        draining = true;
        pool.evictAll();
    }

    public boolean isDraining() {
        return draining;
    }

    /** Its number, from 0. */
    public int number() {
        return number;
    }

    public EventLoop loop() {
        return loop;
    }

    public LoopTimers timers() {
        return timers;
    }

    public LoopObserver observer() {
        return observer;
    }

    /** Where buffers of this loop come from. */
    public ByteBufAllocator allocator() {
        return pool.allocator();
    }

    public ConnectionPool pool() {
        return pool;
    }

    Generation generation() {
        return generation.get();
    }

    SlotQueues queues() {
        return queues;
    }

    HeadWriter headWriter() {
        return headWriter;
    }

    /** The line {@code Date: …}. */
    byte[] date() {
        return date.line();
    }

    /** Scratch: valid until the next request of this loop is routed. */
    RequestPath path() {
        return path;
    }

    /** Scratch: valid for the length of a rule. */
    RequestPath pathOfVariable() {
        return pathOfVariable;
    }

    /** Scratch: valid for the length of a rule. */
    PathText pathText() {
        return pathText;
    }

    /** Scratch: valid until the next head of this loop is edited. */
    HeadEdits edits() {
        return edits;
    }
}
