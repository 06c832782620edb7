package io.lictor.server.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lictor.config.ListenerSpec;
import io.lictor.config.spec.ListenerParser;
import io.lictor.engine.Lictor;
import io.lictor.engine.LictorBuilder;
import io.lictor.engine.Transport;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One configuration, served by nginx and, imported, by Lictor: the peer sees the same requests, the client gets the same
 * answers. Needs an nginx: {@code NGINX_BIN}, or one on the {@code PATH}; without one it is skipped, and says so.
 */
class EquivalenceTest {

    /** What differs on purpose: docs/nginx-parity.md. */
    private static final List<String> DIFFERENT_ON_PURPOSE = List.of(
            "connection",
            "x-real-ip",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-forwarded-host",
            "x-forwarded-prefix",
            "date",
            "server",
            "keep-alive");

    @TempDir
    Path folder;

    private static final List<String> REQUESTS = List.of(
            "GET / HTTP/1.1|Host: any.example",
            "GET /x/y%20z?q=1&r=%2F HTTP/1.1|Host: any.example:81|X-Own: v|Accept-Encoding: gzip",
            "GET /plain HTTP/1.1|Host: Any.Example:8080",
            "GET /plainer/still HTTP/1.1|Host: a",
            "GET /exact HTTP/1.1|Host: a",
            "GET /exact/not HTTP/1.1|Host: a",
            "GET /plain/x.php HTTP/1.1|Host: a",
            "GET /plain/x.php/y HTTP/1.1|Host: a",
            "GET /pic.pNg?size=1 HTTP/1.1|Host: a",
            "GET /a/ HTTP/1.1|Host: a",
            "GET /a/b/c?d HTTP/1.1|Host: a",
            "GET /a HTTP/1.1|Host: a",
            "GET /b?x=1&y HTTP/1.1|Host: a",
            "GET /b/x/../y HTTP/1.1|Host: Upper.Example",
            "GET /b//x HTTP/1.1|Host: a",
            "GET /c HTTP/1.1|Host: a",
            "GET /cx/y HTTP/1.1|Host: a",
            "GET /api/v1/users?id=7 HTTP/1.1|Host: a.b|Accept-Encoding: br",
            "GET /api/other HTTP/1.1|Host: a.b",
            "GET /wiki/x/y/edit?q=1 HTTP/1.1|Host: a.b",
            "GET /wiki/x/edit?y/edit HTTP/1.1|Host: a.b:81",
            "GET /wiki/OldPage?q=/Old HTTP/1.1|Host: a.b",
            "GET /wiki/a?x=1&y=2 HTTP/1.1|Host: a.b",
            "GET /wiki/b HTTP/1.1|Host: a.b",
            "GET /wiki/bc HTTP/1.1|Host: a.b",
            "GET /wiki/page?/Oldest HTTP/1.1|Host: a.b",
            "GET /old/thing HTTP/1.1|Host: a.b",
            "GET /away?y=5 HTTP/1.1|Host: a",
            "GET /gone/for/ever HTTP/1.1|Host: a",
            "GET /only/x HTTP/1.1|Host: other.example",
            "GET /only/x HTTP/1.1|Host: deep.wild.example",
            "GET /elsewhere HTTP/1.1|Host: other.example",
            "GET /p?q HTTP/1.1|Host: moved.example",
            "POST /form HTTP/1.1|Host: a|Content-Length: 5|Content-Type: text/plain||hello",
            "POST /form HTTP/1.1|Host: a|Content-Length: 1100||" + "x".repeat(1100),
            "PUT /big/x HTTP/1.1|Host: a|Content-Length: 1100||" + "x".repeat(1100),
            "HEAD /a/x HTTP/1.1|Host: a");

    @Test
    void nginxAndLictorDoTheSame() throws Exception {
        Optional<Path> nginx = nginx();
        assumeTrue(nginx.isPresent(), "no nginx: neither NGINX_BIN nor one on the PATH");
        try (EchoPeer peer = new EchoPeer()) {
            int port = freePort();
            Path conf = folder.resolve("site.conf");
            Files.createDirectories(folder.resolve("tmp"));
            Files.writeString(
                    conf,
                    Files.readString(GoldenTest.FOLDER.resolve("equivalence/site.conf"))
                            .replace("127.0.0.1:1000", "127.0.0.1:" + port)
                            .replace("127.0.0.1:1001", "127.0.0.1:" + peer.port()));
            ImportResult result = Importer.ofConfiguration(conf);
            Process process = new ProcessBuilder(
                            nginx.get().toString(), "-p", folder.toString(), "-c", conf.toString(), "-g", "daemon off;")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
            try (Lictor lictor = lictor(result)) {
                await(process, port);
                List<String> different = new ArrayList<>();
                for (String request : REQUESTS) {
                    // Where the answer tells its own address.
                    String theirs = exchange(port, request).replace(":" + port, ":PORT");
                    String ours = exchange(lictor.port(), request).replace(":" + lictor.port(), ":PORT");
                    if (!ours.equals(theirs)) {
                        different.add(request + "\n--- nginx\n" + theirs + "\n--- Lictor\n" + ours);
                    }
                }
                assertThat(different).isEmpty();
            } finally {
                process.destroy();
                assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static Lictor lictor(ImportResult result) throws Exception {
        assertThat(result.listeners()).hasSize(1);
        String[] words = result.listeners().get(0).split(" ", 2);
        LictorBuilder builder = Lictor.builder()
                .transport(Transport.NIO)
                .workers(1)
                .listen(new ListenerSpec(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ListenerParser.options(words.length == 1 ? "" : words[1])));
        result.routes().forEach(route -> builder.route(route.text()));
        return builder.start();
    }

    /** The answer in the order of its parts, without what differs on purpose. Error pages differ in their looks. */
    private static String exchange(int port, String request) throws IOException {
        String[] parts = request.split("\\|\\|", 2);
        String head = parts[0].replace("|", "\r\n") + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((head + (parts.length > 1 ? parts[1] : "")).getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            int end = answer.indexOf("\r\n\r\n");
            String status = answer.substring(9, 12);
            boolean fromPeer = answer.contains("X-Powered-By") || answer.contains("Set-Cookie");
            String body = fromPeer ? "\n" + normal(answer.substring(end + 4)) : "";
            String fields = normal(answer.substring(answer.indexOf("\r\n") + 2, end));
            return status + "\n" + (fromPeer ? fields : fields.replaceAll("content-(length|type): [^\n]*\n?", ""))
                    + body;
        }
    }

    /** Request lines first, fields in lower case and sorted, as their order means nothing. */
    private static String normal(String text) {
        TreeSet<String> fields = new TreeSet<>();
        StringBuilder others = new StringBuilder();
        for (String line : text.split("\r\n")) {
            int colon = line.indexOf(": ");
            boolean field = colon > 0 && line.substring(0, colon).matches("[A-Za-z-]+");
            String name = field ? line.substring(0, colon).toLowerCase(Locale.ROOT) : "";
            if (!field) {
                others.append(line).append('\n');
            } else if (!DIFFERENT_ON_PURPOSE.contains(name)
                    && !(name.equals("content-length") && text.contains("HTTP/1.1\r\n"))) {
                fields.add(name + line.substring(colon));
            }
        }
        // Of an echo of a head the length differs with what was added to it.
        fields.removeIf(line -> line.startsWith("content-length: "));
        return others + String.join("\n", fields);
    }

    private static Optional<Path> nginx() {
        String given = System.getenv("NGINX_BIN");
        if (given != null) {
            return Optional.of(Path.of(given)).filter(Files::isExecutable);
        }
        for (String folder : (System.getenv("PATH") + File.pathSeparator + "/usr/sbin").split(File.pathSeparator)) {
            Path candidate = Path.of(folder, "nginx");
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private void await(Process nginx, int port) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                assertThat(nginx.isAlive()).as(() -> log()).isTrue();
                LockSupport.parkNanos(10_000_000);
            }
        }
        throw new IOException("nginx does not listen: " + log());
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("nginx.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
