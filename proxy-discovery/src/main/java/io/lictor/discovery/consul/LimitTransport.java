package io.lictor.discovery.consul;

import java.io.IOException;
import java.net.SocketException;
import org.apache.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/**
 * A transport that tells the {@link ConnectionLimit} how each question went. One thread asks at a time; any thread closes.
 * Owns the transport below.
 */
final class LimitTransport implements ConsulTransport {

    private static final int TOO_MANY = 429;

    private final ConsulTransport transport;
    private final ConnectionLimit limit;

    LimitTransport(ConsulTransport transport, ConnectionLimit limit) {
        this.transport = transport;
        this.limit = limit;
    }

    @Override
    public Answer get(Query query) throws IOException {
        long start = System.nanoTime();
        try {
            Answer answer = transport.get(query);
            if (answer.status() == TOO_MANY) {
                limit.refused(millisSince(start));
            } else {
                limit.answered();
            }
            return answer;
        } catch (IOException e) {
            if (isReset(e.getCause())) {
                limit.refused(millisSince(start));
            }
            throw e;
        }
    }

    private static boolean isReset(@Nullable Throwable cause) {
        return cause instanceof NoHttpResponseException
                || cause instanceof SocketException
                        && String.valueOf(cause.getMessage()).contains("reset");
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public void close() {
        transport.close();
    }
}
