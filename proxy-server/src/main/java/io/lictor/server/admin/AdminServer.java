package io.lictor.server.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin server: {@link AdminPages} over HTTP.
 *
 * <p>Any thread. Owns its socket and a few threads of its own until {@link #close()}; the data loops never wait for it.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int THREADS = 4;
    private static final String GET = "GET";
    private static final String HEAD = "HEAD";
    private static final String POST = "POST";

    private final HttpServer server;
    private final ExecutorService executor;
    private final AdminPages pages;

    private AdminServer(HttpServer server, ExecutorService executor, AdminPages pages) {
        this.server = server;
        this.executor = executor;
        this.pages = pages;
    }

    /**
     * Starts to answer.
     *
     * @param address where; port 0 lets the system choose
     * @throws IOException when it cannot be listened on
     */
    public static AdminServer start(InetSocketAddress address, AdminPages pages, ThreadFactory threads)
            throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS, threads);
        AdminServer admin = new AdminServer(server, executor, pages);
        server.setExecutor(executor);
        server.createContext("/", admin::handle);
        server.start();
        return admin;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Content-Security-Policy", Dashboard.CONTENT_SECURITY_POLICY);
            if (answer.status() == Answer.METHOD_NOT_ALLOWED) {
                boolean action =
                        pages.action(exchange.getRequestURI().getPath()).isPresent();
                exchange.getResponseHeaders().set("Allow", action ? POST : GET + ", " + HEAD);
            }
            byte[] body = answer.bytes();
            if (exchange.getRequestMethod().equals(HEAD)) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
                exchange.sendResponseHeaders(answer.status(), -1);
                return;
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    private Answer answer(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (!HostCheck.allows(server.getAddress().getAddress(), host)) {
            return Answer.error(Answer.FORBIDDEN, "not a name of this server: use its address or localhost");
        }
        String path = exchange.getRequestURI().getPath();
        Optional<Function<AdminQuery, Answer>> action = pages.action(path);
        if (action.isPresent()) {
            return act(exchange, action.get());
        }
        Optional<Function<AdminQuery, Answer>> page = pages.page(path);
        if (page.isEmpty()) {
            return Answer.error(Answer.NOT_FOUND, "no such page; /api/ lists them");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals(GET) && !method.equals(HEAD)) {
            return Answer.error(Answer.METHOD_NOT_ALLOWED, "only GET and HEAD");
        }
        return guarded(exchange, page.get());
    }

    /** Something is to be done: only for who is on this machine, and not for a page that a browser shows. */
    private static Answer act(HttpExchange exchange, Function<AdminQuery, Answer> action) {
        if (!exchange.getRequestMethod().equals(POST)) {
            return Answer.error(Answer.METHOD_NOT_ALLOWED, "only POST");
        }
        if (!exchange.getRemoteAddress().getAddress().isLoopbackAddress()) {
            return Answer.error(Answer.FORBIDDEN, "only from this machine");
        }
        if (exchange.getRequestHeaders().containsKey("Origin")
                || exchange.getRequestHeaders().containsKey("Sec-Fetch-Site")) {
            return Answer.error(Answer.FORBIDDEN, "not from a browser");
        }
        return guarded(exchange, action);
    }

    private static Answer guarded(HttpExchange exchange, Function<AdminQuery, Answer> page) {
        AdminQuery query;
        try {
            query = new AdminQuery(exchange.getRequestURI().getRawQuery());
        } catch (IllegalArgumentException e) {
            return Answer.error(Answer.BAD_REQUEST, "malformed query");
        }
        try {
            return page.apply(query);
        } catch (RuntimeException e) {
            LOG.error("admin page failed path={}", exchange.getRequestURI().getPath(), e);
            return Answer.error(Answer.INTERNAL_ERROR, "the page could not be made; the log says why");
        }
    }
}
