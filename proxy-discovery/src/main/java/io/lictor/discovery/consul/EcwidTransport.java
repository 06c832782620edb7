package io.lictor.discovery.consul;

import com.ecwid.consul.SingleUrlParameters;
import com.ecwid.consul.UrlParameters;
import com.ecwid.consul.transport.HttpResponse;
import com.ecwid.consul.transport.TransportException;
import com.ecwid.consul.v1.ConsulRawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks through Ecwid's raw client, over an HTTP client of our own.
 *
 * <p>One thread asks, any closes. Its {@link RecordingClient} is its watch's; the connections below are shared by all.
 */
/*
 * Of Ecwid's client only the raw half is fit: the typed calls put the token into the URL, hide headers and lack fields.
 * The token is added below Ecwid, because Ecwid writes every header it knows to java.util.logging.
 */
final class EcwidTransport implements ConsulTransport {

    private final ConsulRawClient client;
    private final Optional<String> datacenter;
    private final RecordingClient http;

    /**
     * @param host with {@code https://} before it for TLS
     * @param datacenter which one to ask about; empty for the agent's own
     * @param http what sends, one request at a time
     */
    EcwidTransport(String host, int port, Optional<String> datacenter, RecordingClient http) {
        this.datacenter = datacenter;
        this.http = http;
        this.client = new ConsulRawClient(http, host, port, "");
    }

    @Override
    public Answer get(Query query) throws IOException {
        List<UrlParameters> parameters = new ArrayList<>();
        if (query.recurse()) {
            parameters.add(new SingleUrlParameters("recurse"));
        }
        datacenter.ifPresent(name -> parameters.add(new SingleUrlParameters("dc", name)));
        if (query.consistency() != Query.Consistency.DEFAULT) {
            parameters.add(new SingleUrlParameters(query.consistency().name().toLowerCase(Locale.ROOT)));
        }
        if (!query.tag().isEmpty()) {
            parameters.add(new SingleUrlParameters("tag", query.tag()));
        }
        if (query.index() > 0) {
            parameters.add(new SingleUrlParameters("index", Long.toString(query.index())));
            parameters.add(new SingleUrlParameters("wait", query.waitSeconds() + "s"));
        }
        http.expect(query.deadlineMillis());
        try {
            HttpResponse response = client.makeGetRequest(query.path(), parameters);
            return new Answer(response.getStatusCode(), http.lastHeaders(), http.lastBody());
        } catch (TransportException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(http.whyFailed(cause), cause);
        } catch (RuntimeException e) {
            // Ecwid reads some headers itself: whatever it makes of bad ones, the watch must go on.
            throw new ConsulException("unreadable answer: " + e, e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
