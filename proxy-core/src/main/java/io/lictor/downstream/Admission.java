package io.lictor.downstream;

import io.lictor.exchange.Worker;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether connections are accepted: not above {@code max_connections}, not while memory is short, and not while the
 * process has no file descriptor left. Makes room by closing idle connections, the oldest first.
 *
 * <p>Confined to the loop that accepts, but for {@link #connectionEnded()} and the numbers. Owns the accepting of all
 * listeners; not their channels.
 */
public final class Admission {

    /*
     * nginx: worker_connections; when less than a sixteenth of them is free, ngx_drain_connections closes an eighth of the
     * idle ones, 32 at most. It accepts and closes above the bound; here the kernel's queue waits, so that a client is
     * served late and not reset.
     */

    /**
     * How long accepting pauses when the process has no file descriptor left: nginx's {@code accept_mutex_delay}. As often
     * room is made while there is none.
     */
    private static final int PAUSE_MILLIS = 500;

    private static final int ROOM_AT_MOST = 32;

    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    /** A worker and its client connections. */
    public record Seat(Worker worker, OpenConnections open) {}

    private final int maxConnections;
    private final EventLoop loop;
    private final List<Seat> seats;
    private final List<Channel> listeners = new ArrayList<>();
    private final LongAdder closedIdle = new LongAdder();
    private final LongAdder timesFull = new LongAdder();
    private final LongAdder failures = new LongAdder();

    private boolean full;
    private boolean failing;
    private boolean pausedForFiles;
    private boolean pausedForMemory;
    private boolean makingRoom;
    private volatile boolean accepting = true;

    /**
     * For listeners whose channels are all on {@code loop}.
     *
     * @param maxConnections of all workers together
     */
    public Admission(int maxConnections, EventLoop loop, List<Seat> seats) {
        this.maxConnections = maxConnections;
        this.loop = loop;
        this.seats = List.copyOf(seats);
        seats.forEach(seat -> seat.open().reportTo(this));
    }

    public int maxConnections() {
        return maxConnections;
    }

    /** Whether new connections are accepted now. Any thread. */
    public boolean isAccepting() {
        return accepting;
    }

    /** How many idle client connections were closed to make room. Any thread. */
    public long closedIdle() {
        return closedIdle.sum();
    }

    /** How often the bound was reached. Any thread. */
    public long timesFull() {
        return timesFull.sum();
    }

    /** How often accepting failed. Any thread. */
    public long failures() {
        return failures.sum();
    }

    /** How many client connections there are. Any thread. */
    public int connections() {
        int sum = 0;
        for (Seat seat : seats) {
            sum += seat.open().count();
        }
        return sum;
    }

    /** Memory is short, or no longer. On the loop. */
    public void pauseForMemory(boolean pause) {
        assert loop.inEventLoop();
        pausedForMemory = pause;
        apply();
    }

    /** Closes idle connections of clients and to peers, all of them. Any thread. */
    public void closeAllIdle() {
        for (Seat seat : seats) {
            seat.worker().loop().execute(() -> {
                closedIdle.add(seat.open()
                        .closeIdle(Integer.MAX_VALUE, seat.worker().timers().nanos()));
                seat.worker().evictIdle();
            });
        }
    }

    List<Seat> seats() {
        return seats;
    }

    /** A listener was bound. On the loop. */
    void add(Channel listener) {
        listeners.add(listener);
        apply();
    }

    /** A connection was accepted, and is counted. On the loop. */
    void accepted() {
        if (failing) {
            failing = false;
            log.info("accepting connections again");
        }
        int connections = connections();
        if (connections >= maxConnections - maxConnections / 16) {
            makeRoom();
        }
        if (connections >= maxConnections) {
            if (!full) {
                full = true;
                timesFull.increment();
                log.warn("max_connections={} reached, accepting no more until some close", maxConnections);
            }
            apply();
            makeRoomWhileFull();
        }
    }

    /** Accepting failed: the process or the system has no more file descriptors. On the loop. */
    void failed(Throwable cause) {
        failures.increment();
        if (!failing) {
            failing = true;
            log.warn(
                    "cannot accept connections, trying again every {} ms connections={} cause={}",
                    PAUSE_MILLIS,
                    connections(),
                    cause.toString());
        }
        if (pausedForFiles) {
            return;
        }
        pausedForFiles = true;
        apply();
        makeRoom();
        loop.schedule(
                () -> {
                    pausedForFiles = false;
                    apply();
                },
                PAUSE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** A client connection ended. Any thread. */
    void connectionEnded() {
        if (!accepting) {
            loop.execute(this::apply);
        }
    }

    private void apply() {
        int connections = connections();
        if (full && connections < maxConnections - maxConnections / 16) {
            full = false;
            log.info("connections={} again below max_connections={}", connections, maxConnections);
        }
        boolean wanted = !pausedForFiles && !pausedForMemory && connections < maxConnections;
        accepting = wanted;
        for (Channel listener : listeners) {
            if (listener.isOpen() && listener.config().isAutoRead() != wanted) {
                listener.config().setAutoRead(wanted);
            }
        }
        // One that ended between the count and the word that it is awaited has told nobody.
        if (!wanted && !pausedForFiles && !pausedForMemory && connections() < maxConnections) {
            loop.execute(this::apply);
        }
    }

    /** What is busy or new now may be idle then. */
    private void makeRoomWhileFull() {
        if (makingRoom) {
            return;
        }
        makingRoom = true;
        loop.schedule(
                () -> {
                    makingRoom = false;
                    if (connections() >= maxConnections) {
                        makeRoom();
                        makeRoomWhileFull();
                    }
                },
                PAUSE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void makeRoom() {
        for (Seat seat : seats) {
            int most = Math.max(1, Math.min(ROOM_AT_MOST, seat.open().count() / 8));
            seat.worker()
                    .loop()
                    .execute(() -> closedIdle.add(
                            seat.open().closeIdle(most, seat.worker().timers().nanos())));
        }
    }
}
