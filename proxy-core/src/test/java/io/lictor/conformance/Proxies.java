package io.lictor.conformance;

import io.lictor.engine.Lictor;
import io.lictor.engine.StartException;
import io.lictor.testkit.Eventually;
import io.netty.buffer.ByteBufAllocator;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Starts the proxies that are compared, each with the plainest configuration that does the same: everything to one peer,
 * bodies below {@code /small} up to 10 bytes.
 *
 * <p>nginx and HAProxy are looked for on the PATH, or in the system below {@code -Dconformance.chroot=FOLDER}.
 */
final class Proxies {

    /**
     * A proxy that runs.
     *
     * @param name its name
     * @param version as it tells it
     * @param port where it listens
     * @param stop ends it
     */
    record Running(String name, String version, int port, Closeable stop) implements Closeable {
        @Override
        public void close() throws IOException {
            stop.close();
        }
    }

    private static final String CHROOT = System.getProperty("conformance.chroot", "");

    private Proxies() {}

    static Lictor lictor(int peerPort) throws StartException {
        return lictor(peerPort, ByteBufAllocator.DEFAULT);
    }

    static Lictor lictor(int peerPort, ByteBufAllocator allocator) throws StartException {
        String target = "http://127.0.0.1:" + peerPort + " max_fails=0";
        return Lictor.builder()
                .allocator(allocator)
                .listen(0)
                .workers(1)
                .route("/small " + target + " client_max_body_size=10")
                .route("/via " + target + " via=on")
                .route("/ " + target)
                .start();
    }

    /** nginx, if it is there. */
    static Optional<Running> nginx(int peerPort) throws IOException, InterruptedException {
        int port = freePort();
        String config = """
                daemon off; master_process off; pid FOLDER/nginx.pid; error_log FOLDER/error.log;
                events { worker_connections 512; }
                http {
                 access_log off;
                 map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                 upstream peer { server 127.0.0.1:PEER max_fails=0; keepalive 8; }
                 proxy_http_version 1.1;
                 proxy_set_header Host $http_host;
                 proxy_set_header Upgrade $http_upgrade;
                 proxy_set_header Connection $connection_upgrade;
                 server {
                  listen 127.0.0.1:PORT;
                  location / { proxy_pass http://peer; }
                  location /small { proxy_pass http://peer; client_max_body_size 10; }
                 }
                }
                """;
        return start("nginx", port, peerPort, config, "-e", "FOLDER/error.log", "-c", "FOLDER/config");
    }

    /** HAProxy, if it is there. */
    static Optional<Running> haproxy(int peerPort) throws IOException, InterruptedException {
        int port = freePort();
        String config = """
                global
                  nbthread 1
                  maxconn 200
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 20s
                  timeout server 20s
                frontend all
                  bind 127.0.0.1:PORT
                  default_backend peer
                backend peer
                  server s1 127.0.0.1:PEER
                """;
        return start("HAProxy", port, peerPort, config, "-db", "-f", "FOLDER/config");
    }

    private static Optional<Running> start(String name, int port, int peerPort, String config, String... arguments)
            throws IOException, InterruptedException {
        String program = name.toLowerCase(Locale.ROOT);
        Optional<String> version = version(program);
        if (version.isEmpty()) {
            return Optional.empty();
        }
        Path temp = Path.of(CHROOT + "/tmp");
        Path folder = Files.createTempDirectory(temp, "conformance-" + program);
        String inside = folder.toString().substring(CHROOT.length());
        Files.writeString(
                folder.resolve("config"),
                config.replace("FOLDER", inside)
                        .replace("PORT", String.valueOf(port))
                        .replace("PEER", String.valueOf(peerPort)));
        List<String> command = command(program);
        Arrays.stream(arguments).map(each -> each.replace("FOLDER", inside)).forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        Eventually.holds(program + " listens", () -> accepts(port));
        return Optional.of(new Running(name, version.get(), port, () -> stop(process, folder)));
    }

    private static void stop(Process process, Path folder) throws IOException {
        process.destroy();
        process.onExit().join();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static Optional<String> version(String program) throws InterruptedException {
        try {
            List<String> command = command(program);
            command.add("-v");
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean there = process.waitFor() == 0;
            String first = output.lines().findFirst().orElse("");
            return there ? Optional.of(first.replaceFirst(".*?([0-9]+\\.[0-9]\\S*).*", "$1")) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> command(String program) {
        return new ArrayList<>(CHROOT.isEmpty() ? List.of(program) : List.of("chroot", CHROOT, program));
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
