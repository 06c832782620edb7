package io.lictor.server.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One small web service of the demonstration, in a process of its own: answers every request with its name.
 *
 * <p>Started by {@link DemoService}. Says on standard output which port it got, and ends when its standard input does, so
 * that it never outlives who started it.
 */
@Command(name = "demo-service", hidden = true)
public final class DemoServiceCommand implements Callable<Integer> {

    static final String LISTENING = "listening on port ";

    @Option(names = "--port", defaultValue = "0")
    int port;

    @Option(names = "--name", required = true)
    String name = "";

    @Override
    public Integer call() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        byte[] body = (name + "\n").getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        System.out.println(LISTENING + server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // Nothing is said to it; only the end counts.
        }
        server.stop(0);
        return 0;
    }
}
