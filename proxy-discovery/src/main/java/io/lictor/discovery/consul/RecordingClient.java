package io.lictor.discovery.consul;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.HttpHost;
import org.apache.http.HttpRequest;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.entity.BasicHttpEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client for one watch: it remembers the request in flight so that {@link #close} can abort it, gives each request
 * its deadline and the token, bounds the body, and keeps the headers and the body of the answer. Whoever asked through the
 * library above is given the status only.
 *
 * <p>One thread sends, one request at a time; any thread closes. Owns the request in flight; the client below is shared.
 */
// Extends Apache's class and not its interface, which has twelve methods, because that class reduces them to one.
final class RecordingClient extends CloseableHttpClient {

    private static final int CONNECT_MILLIS = 3_000;
    /** A body of which nothing is left: the library above takes none of it for no content. */
    private static final HttpEntity READ = new BasicHttpEntity() {
        @Override
        public @Nullable InputStream getContent() {
            return null;
        }
    };

    private final CloseableHttpClient shared;
    private final ScheduledExecutorService timer;
    private final Supplier<Optional<String>> token;
    private final BodyReader bodies;
    private final Object lock = new Object();
    private @Nullable HttpRequestBase inFlight;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean closed;
    private boolean late;
    private long deadlineMillis;
    private Map<String, String> headers = Map.of();
    private String body = "";

    /** @param bodies reads the bodies of all clients */
    RecordingClient(
            CloseableHttpClient shared,
            ScheduledExecutorService timer,
            Supplier<Optional<String>> token,
            BodyReader bodies) {
        this.bodies = bodies;
        this.shared = shared;
        this.timer = timer;
        this.token = token;
    }

    /** How long the next request may take in all. */
    void expect(long millis) {
        deadlineMillis = millis;
    }

    /** Those of {@link Answer#HEADERS} that the last answer had, names in lower case. */
    Map<String, String> lastHeaders() {
        return headers;
    }

    /** The body of the last answer. */
    String lastBody() {
        return body;
    }

    /** What to say of a request that ended so. */
    String whyFailed(Throwable cause) {
        synchronized (lock) {
            if (closed) {
                return "closed";
            }
            // The socket's own timeout is as long as the deadline, and may be there first.
            return late || cause instanceof SocketTimeoutException
                    ? "no answer within " + deadlineMillis + " ms"
                    : String.valueOf(cause);
        }
    }

    @Override
    protected CloseableHttpResponse doExecute(HttpHost target, HttpRequest request, HttpContext context)
            throws IOException {
        headers = Map.of();
        body = "";
        HttpRequestBase sent = (HttpRequestBase) request;
        sent.setConfig(RequestConfig.custom()
                .setConnectTimeout(CONNECT_MILLIS)
                .setConnectionRequestTimeout(CONNECT_MILLIS)
                .setSocketTimeout((int) deadlineMillis)
                .build());
        token.get().ifPresent(value -> sent.setHeader("X-Consul-Token", value));
        begin(sent);
        try {
            CloseableHttpResponse response = shared.execute(target, sent, context);
            headers = known(response.getAllHeaders());
            body = bodies.read(response.getEntity());
            response.setEntity(READ);
            return response;
        } finally {
            end();
        }
    }

    private void begin(HttpRequestBase request) throws IOException {
        synchronized (lock) {
            if (closed) {
                throw new IOException("closed");
            }
            stopDeadline();
            late = false;
            inFlight = request;
            // The socket's timeout bounds the gap between two reads; this bounds a peer that sends a byte now and then.
            deadline = timer.schedule(() -> abortLate(request), deadlineMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void end() {
        synchronized (lock) {
            stopDeadline();
            inFlight = null;
        }
    }

    private void stopDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void abortLate(HttpRequestBase request) {
        synchronized (lock) {
            if (inFlight != request) {
                return;
            }
            late = true;
        }
        request.abort();
    }

    @Override
    public void close() {
        HttpRequestBase aborted;
        synchronized (lock) {
            closed = true;
            aborted = inFlight;
            stopDeadline();
        }
        if (aborted != null) {
            aborted.abort();
        }
    }

    /** The first of each name. An answer has a dozen of which three are read, and there are a thousand answers a second. */
    private static Map<String, String> known(Header[] headers) {
        Map<String, String> byName = new HashMap<>();
        for (Header header : headers) {
            for (String name : Answer.HEADERS) {
                if (name.equalsIgnoreCase(header.getName())) {
                    String value = header.getValue();
                    byName.putIfAbsent(name, value == null ? "" : value);
                }
            }
        }
        return byName;
    }

    @Override
    @Deprecated
    public org.apache.http.params.HttpParams getParams() {
        return shared.getParams();
    }

    @Override
    @Deprecated
    public org.apache.http.conn.ClientConnectionManager getConnectionManager() {
        return shared.getConnectionManager();
    }
}
