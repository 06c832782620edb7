package io.lictor.discovery.consul;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.config.Registry;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * The connections to the agent, shared by all watches, and the timer of their deadlines.
 *
 * <p>Any thread. Owns both, and one daemon thread.
 */
final class ConsulConnections {

    /** A blocking query holds a connection; Consul itself allows 200 from one address unless told otherwise. */
    static final int MOST_CONNECTIONS = 4_000;

    private final ConsulOptions options;
    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @throws IllegalArgumentException when the CA file cannot be read
     */
    ConsulConnections(ConsulOptions options) {
        this.options = options;
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(null, task, "lictor-consul-deadlines", 128 << 10);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        RegistryBuilder<ConnectionSocketFactory> schemes = RegistryBuilder.create();
        schemes.register("http", PlainConnectionSocketFactory.getSocketFactory());
        if (options.https()) {
            schemes.register("https", ConsulTls.socketFactory(options));
        }
        client = client(schemes.build());
    }

    /** Silent retries, cookies and redirects would hide from the watch what Consul really said. */
    private static CloseableHttpClient client(Registry<ConnectionSocketFactory> schemes) {
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

    /** A transport for one watch. */
    ConsulTransport open() {
        String host = options.host().indexOf(':') >= 0 ? "[" + options.host() + "]" : options.host();
        return new EcwidTransport(
                (options.https() ? "https://" : "http://") + host,
                options.port(),
                new RecordingClient(client, timer, options.token()));
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
