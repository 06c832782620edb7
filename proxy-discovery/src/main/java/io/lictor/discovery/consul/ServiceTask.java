package io.lictor.discovery.consul;

import io.lictor.discovery.Registry.Fault;
import java.util.Set;

/**
 * A service under watch, whoever asks for it at the moment: a thread of its own, or the {@link Sweeper}.
 *
 * <p>Turned by one thread at a time, each turn under this object's monitor; any thread closes. Owns the transport.
 */
final class ServiceTask {

    private final String service;
    private final ConsulTransport transport;
    private final ServiceReader reader;
    private final WatchLoop<?> loop;
    private volatile boolean closed;

    ServiceTask(String service, ConsulTransport transport, ServiceReader reader, WatchLoop<?> loop) {
        this.service = service;
        this.transport = transport;
        this.reader = reader;
        this.loop = loop;
    }

    String service() {
        return service;
    }

    /** As {@link WatchLoop#turn}. */
    synchronized long turn() {
        return loop.turn();
    }

    /** As {@link WatchLoop#read}. */
    synchronized long read() {
        return loop.read();
    }

    /** As {@link WatchLoop#readIfMoved}. */
    synchronized long readIfMoved() {
        return loop.readIfMoved();
    }

    /** The nodes that have instances of the service; only between turns. */
    synchronized Set<String> nodes() {
        return reader.nodes();
    }

    void cannotAsk(Fault fault) {
        loop.cannotAsk(fault);
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        transport.close();
    }
}
