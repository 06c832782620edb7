package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.RegistryIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.config.Registry;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the agents, shared by all watches, the timer of their deadlines, and the files of token and trust.
 *
 * <p>Any thread. Owns all that, and one daemon thread.
 */
final class ConsulConnections {

    /** A blocking query holds a connection; Consul itself allows 200 from one address unless told otherwise. */
    static final int MOST_CONNECTIONS = 4_000;

    /**
     * A connection that nobody asks over for so long is closed, some time within as long again: those that a start needed
     * would count for ever to what Consul allows one address.
     */
    private static final long IDLE_MILLIS = 5_000;

    /** How often files are looked at. */
    private static final long REREAD_MILLIS = 500;

    private static final Logger log = LoggerFactory.getLogger(ConsulConnections.class);

    private final ConsulOptions options;
    private final PoolingHttpClientConnectionManager pool;
    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor timer;
    private final BodyReader bodies = new BodyReader();
    private final ConsulToken token;
    private final Agents agents;
    private final Identities identities;
    private final ConnectionLimit limit;
    private final Optional<TrustedSockets> trusted;

    /**
     * @param limit told of each question how it went
     * @throws IllegalArgumentException when a file of TLS cannot be read
     */
    ConsulConnections(ConsulOptions options, ConnectionLimit limit) {
        this.options = options;
        this.limit = limit;
        token = new ConsulToken(options);
        agents = new Agents(options.agents(), Ticker.system());
        identities = new Identities(options.agents(), options.datacenter(), Ticker.system());
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "lictor-consul-deadlines", 128 << 10);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        RegistryBuilder<ConnectionSocketFactory> schemes = RegistryBuilder.create();
        schemes.register("http", PlainConnectionSocketFactory.getSocketFactory());
        trusted = options.agents().stream().anyMatch(ConsulOptions.Agent::https)
                ? Optional.of(new TrustedSockets(options))
                : Optional.empty();
        trusted.ifPresent(sockets -> schemes.register("https", sockets));
        pool = pool(schemes.build());
        client = client(pool);
        timer.scheduleWithFixedDelay(() -> closeIdle(IDLE_MILLIS), IDLE_MILLIS, IDLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Looks at the files of the token and the certificates now and then.
     *
     * @param onToken called when there is another token
     */
    void follow(Runnable onToken) {
        if (options.tokenFile().isEmpty() && options.tlsFiles().isEmpty()) {
            return;
        }
        timer.scheduleWithFixedDelay(() -> reread(onToken), REREAD_MILLIS, REREAD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void reread(Runnable onToken) {
        try {
            trusted.ifPresent(TrustedSockets::reread);
            if (token.reread()) {
                onToken.run();
            }
        } catch (RuntimeException e) {
            // What the timer runs must not throw, or it is never run again.
            log.error("the files of token and certificates could not be looked at", e);
        }
    }

    /** Whether there is a token. */
    boolean hasToken() {
        return token.value().isPresent();
    }

    private static PoolingHttpClientConnectionManager pool(Registry<ConnectionSocketFactory> schemes) {
        PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager(schemes);
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setDefaultMaxPerRoute(MOST_CONNECTIONS);
        pool.setValidateAfterInactivity(1_000);
        pool.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setMessageConstraints(MessageConstraints.custom()
                        .setMaxLineLength(16 << 10)
                        .setMaxHeaderCount(100)
                        .build())
                .build());
        return pool;
    }

    /** Silent retries, cookies and redirects would hide from the watch what Consul really said. */
    private static CloseableHttpClient client(PoolingHttpClientConnectionManager pool) {
        return HttpClients.custom()
                .setConnectionManager(pool)
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableRedirectHandling()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("lictor")
                .build();
    }

    /** Closes the connections over which nothing was asked for so long. */
    void closeIdle(long millis) {
        try {
            pool.closeIdleConnections(millis, TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            // What the timer runs must not throw, or it is never run again.
            log.error("idle connections could not be closed", e);
        }
    }

    /** Who is asked at the moment. */
    RegistryIdentity identity() {
        return identities.of(agents.current());
    }

    /** As {@link Identities#knew}. */
    void knew(String datacenter) {
        identities.knew(datacenter);
    }

    /** A transport of whose troubles nobody needs to know. */
    ConsulTransport open() {
        return open(() -> {});
    }

    /**
     * A transport for one watch.
     *
     * @param onTrouble called when a question was not answered, or the agent could not answer it; by the thread that asked
     */
    ConsulTransport open(Runnable onTrouble) {
        return new LimitTransport(new AgentTransport(transports(), agents, identities, onTrouble), limit);
    }

    /** A transport that looks for an agent that answers. */
    ConsulTransport openProbe() {
        return new ProbeTransport(transports(), agents, identities);
    }

    private List<EcwidTransport> transports() {
        RecordingClient http = new RecordingClient(client, timer, token::value, bodies);
        return options.agents().stream()
                .map(agent -> new EcwidTransport(agent.root(), agent.port(), options.datacenter(), http))
                .toList();
    }

    void close() {
        timer.shutdownNow();
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
