package io.lictor.discovery.consul;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A transport that asks for what is answered at once only when it has a lane. One thread asks; any thread closes. Owns the transport below.
 */
final class LaneTransport implements ConsulTransport {

    /** How soon it is noticed that a watch was closed while it waited for a lane. */
    private static final long LOOK_MILLIS = 200;

    private final ConsulTransport transport;
    private final Lanes lanes;
    private volatile boolean closed;

    LaneTransport(ConsulTransport transport, Lanes lanes) {
        this.transport = transport;
        this.lanes = lanes;
    }

    @Override
    public Answer get(Query query) throws IOException {
        if (query.index() > 0) {
            return transport.get(query);
        }
        Semaphore lane = lanes.prompt();
        enter(lane);
        try {
            return transport.get(query);
        } finally {
            lane.release();
        }
    }

    private void enter(Semaphore lane) throws IOException {
        try {
            while (!lane.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    throw new IOException("closed");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        transport.close();
    }
}
