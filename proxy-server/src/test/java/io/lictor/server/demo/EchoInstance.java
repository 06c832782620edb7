package io.lictor.server.demo;

import io.lictor.testkit.ScriptedPeer;
import io.lictor.testkit.ScriptedPeer.Request;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An instance of a service that gives every body back, is slow below {@code /sso/slow}, and echoes WebSockets at
 * {@code /sso/ws} after it has said its name.
 *
 * <p>Any thread. Owns its sockets.
 */
final class EchoInstance implements AutoCloseable {

    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final String name;
    private final Map<String, Integer> executed;
    private final AtomicInteger underWay = new AtomicInteger();
    private final ScriptedPeer peer;

    /**
     * Starts it.
     *
     * @param executed gets how often each {@code X-Id} was asked for, of all instances; safe on any thread
     */
    EchoInstance(String name, Map<String, Integer> executed) {
        this.name = name;
        this.executed = executed;
        peer = ScriptedPeer.start(this::serve);
    }

    String name() {
        return name;
    }

    int port() {
        return peer.port();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    /** Ends it at once, with its WebSockets; returns how many requests this cut. */
    int stop() {
        int cut = underWay.get();
        peer.close();
        return cut;
    }

    @Override
    public void close() {
        peer.close();
    }

    private void serve(ScriptedPeer.Connection connection) throws IOException {
        while (true) {
            Request request = connection.readRequest();
            if (request.requestLine().startsWith("GET /sso/ws")) {
                echo(connection);
                return;
            }
            underWay.incrementAndGet();
            try {
                answer(connection, request);
            } finally {
                underWay.decrementAndGet();
            }
        }
    }

    private void answer(ScriptedPeer.Connection connection, Request request) throws IOException {
        if (request.requestLine().contains("/sso/slow")) {
            long end = System.nanoTime() + SLOW_NANOS;
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
        String id = request.field("X-Id");
        if (!id.isEmpty()) {
            executed.merge(id, 1, Integer::sum);
        }
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + request.body().length() + "\r\n\r\n" + request.body());
    }

    private void echo(ScriptedPeer.Connection connection) throws IOException {
        connection.send("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n" + name
                + "\r\n\r\n");
        for (int b = connection.readByte(); b >= 0; b = connection.readByte()) {
            connection.send(new byte[] {(byte) b});
        }
    }
}
