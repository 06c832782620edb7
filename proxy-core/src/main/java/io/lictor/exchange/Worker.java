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
import io.lictor.upstream.Peer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
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
    private final KeptBytes kept;
    private final LongAdder shed = new LongAdder();
    /** Those that were made and not given up, under way or spare: adding costs at the making only. */
    private final Set<Exchange> exchanges = Collections.newSetFromMap(new IdentityHashMap<>());

    private final PeerDrain peerDrain = new PeerDrain(this);
    private boolean draining;
    private boolean shedding;

    /**
     * A worker.
     *
     * @param generation where the newest generation is read; safe on any thread
     * @param workers the workers of all loops, by number
     * @param mostKept how many bytes of request bodies are kept for another peer, by all exchanges together
     */
    public Worker(
            int number,
            EventLoop loop,
            LoopTimers timers,
            ConnectionPool pool,
            LoopObserver observer,
            Supplier<Generation> generation,
            IntFunction<Worker> workers,
            long mostKept) {
        this.number = number;
        this.loop = loop;
        this.timers = timers;
        this.pool = pool;
        this.observer = observer;
        this.generation = generation;
        this.queues = new SlotQueues(this, workers);
        this.kept = new KeptBytes(mostKept);
    }

    /** An exchange for {@code downstream}'s next request. */
    public Exchange lease(Downstream downstream) {
        assert loop.inEventLoop();
        Exchange exchange = spare.pollLast();
        if (exchange == null) {
            exchange = new Exchange(this);
            exchanges.add(exchange);
        }
        exchange.lease(downstream);
        return exchange;
    }

    /** Takes back an exchange that is over. */
    public void recycle(Exchange exchange) {
        exchange.clear();
        if (spare.size() < MOST_SPARE) {
            spare.addLast(exchange);
        } else {
            exchanges.remove(exchange);
        }
    }

    /** There is a new generation: who waits for a peer looks for one anew. */
    public void generationChanged() {
        assert loop.inEventLoop();
        queues.serveAll();
    }

    /** {@code peer} leaves: what is still under way there at its {@link Peer#drainDeadline} is cut. */
    public void peerLeaves(Peer peer) {
        assert loop.inEventLoop();
        peerDrain.begin(peer);
    }

    /** Ends every attempt at {@code peer}; returns how many there were. */
    int cutAt(Peer peer) {
        int cut = 0;
        for (Exchange exchange : List.copyOf(exchanges)) {
            cut += exchange.peerDrained(peer) ? 1 : 0;
        }
        return cut;
    }

    /** From now on every answer ends its connection. */
    public void drain() {
        assert loop.inEventLoop();
        draining = true;
        pool.evictAll();
    }

    /** Whether new requests are answered 503 from now on: memory is short. On the loop. */
    public void shed(boolean newShedding) {
        assert loop.inEventLoop();
        shedding = newShedding;
    }

    /** How many requests were. Any thread. */
    public long requestsShed() {
        return shed.sum();
    }

    /** What the exchanges keep of request bodies. On the loop. */
    KeptBytes kept() {
        return kept;
    }

    /** Whether memory is short. On the loop. */
    boolean isShedding() {
        return shedding;
    }

    /** Whether the request that begins is to be answered 503; it is counted. */
    boolean sheds() {
        if (shedding) {
            shed.increment();
        }
        return shedding;
    }

    /** Closes all idle connections to peers. On the loop. */
    public void evictIdle() {
        assert loop.inEventLoop();
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
