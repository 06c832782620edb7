package io.lictor.downstream;

import io.lictor.clock.LoopTimer;
import io.lictor.clock.LoopTimers;
import io.lictor.config.ListenerOptions;
import io.lictor.config.RouteOptions;

/**
 * The deadlines of one client connection: nginx's {@code client_header_timeout}, {@code client_body_timeout},
 * {@code keepalive_timeout}, {@code send_timeout}, {@code lingering_timeout} and {@code lingering_time}.
 *
 * <p>Confined to the connection's event loop. What the client must do next has one deadline at a time; that it must read
 * what is sent has another.
 */
final class ClientDeadlines {

    private final LoopTimers timers;
    private final ListenerOptions options;
    private final LoopTimer next;
    private final LoopTimer send;
    private final LoopTimer lingeringEnd;
    private long bodyTimeoutMillis;
    private long sendTimeoutMillis;

    /**
     * Deadlines, none of them running.
     *
     * @param onSilent run when the client does not send what it must in time
     * @param onStalled run when it does not read in time
     * @param onLingered run when it lingered long enough
     */
    ClientDeadlines(
            LoopTimers timers, ListenerOptions options, Runnable onSilent, Runnable onStalled, Runnable onLingered) {
        this.timers = timers;
        this.options = options;
        this.next = LoopTimer.of(onSilent);
        this.send = LoopTimer.of(onStalled);
        this.lingeringEnd = LoopTimer.of(onLingered);
        this.bodyTimeoutMillis = options.clientBodyTimeoutMillis();
        this.sendTimeoutMillis = options.sendTimeoutMillis();
    }

    /**
     * The times of the request under way are those of its route, where it says any.
     *
     * @return whether they are others now
     */
    boolean of(RouteOptions route) {
        long body = or(route.clientBodyTimeoutMillis(), options.clientBodyTimeoutMillis());
        long sending = or(route.clientSendTimeoutMillis(), options.sendTimeoutMillis());
        boolean changed = body != bodyTimeoutMillis || sending != sendTimeoutMillis;
        bodyTimeoutMillis = body;
        sendTimeoutMillis = sending;
        return changed;
    }

    /** A whole head is awaited. */
    void head() {
        timers.arm(next, options.clientHeaderTimeoutMillis());
    }

    /** More of a body is awaited. */
    void body() {
        timers.arm(next, bodyTimeoutMillis);
    }

    /** Another request is awaited. */
    void idle() {
        timers.arm(next, options.keepaliveTimeoutMillis());
    }

    /** Nothing is awaited from the client. */
    void nothing() {
        timers.disarm(next);
    }

    /** The client is to read. */
    void stalled() {
        timers.arm(send, sendTimeoutMillis);
    }

    /** It has read. */
    void written() {
        timers.disarm(send);
    }

    /** The client may send on for a while; what it sends is dropped. */
    void lingering() {
        timers.arm(next, options.lingeringTimeoutMillis());
        if (!lingeringEnd.isArmed()) {
            timers.arm(lingeringEnd, options.lingeringTimeMillis());
        }
    }

    boolean isLingering() {
        return lingeringEnd.isArmed();
    }

    void clear() {
        timers.disarm(next);
        timers.disarm(send);
        timers.disarm(lingeringEnd);
    }

    private static long or(long ofRoute, long ofListener) {
        return ofRoute == RouteOptions.OF_LISTENER ? ofListener : ofRoute;
    }
}
