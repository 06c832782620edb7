package io.lictor.server;

import io.lictor.engine.StartException;
import io.lictor.server.app.Application;
import io.lictor.server.app.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code lictor learn}: what the launcher has a JVM do once, so that the next one starts with what this one has loaded and
 * measured: a start by flags, requests to a peer and their answers, a stop.
 *
 * <p>Runs on the main thread. Owns all that it starts.
 */
@Command(name = "learn", hidden = true)
final class LearnCommand implements Callable<Integer> {

    private static final int CONNECTIONS = 30;
    private static final int REQUESTS = 100;
    private static final String BODY = "ok";
    private static final byte[] REQUEST = bytes("GET /learn?a=b HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n");
    private static final byte[] ANSWER =
            bytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n" + BODY + "\r\n");

    @Override
    public Integer call() throws IOException, StartException, UsageException {
        try (ServerSocket peer = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            daemon(() -> accept(peer));
            try (Application lictor = Application.start(settings(peer.getLocalPort()))) {
                lictor.logStart();
                for (int i = 0; i < CONNECTIONS; i++) {
                    ask(lictor.port());
                }
            }
        }
        return 0;
    }

    private static Settings settings(int peer) throws UsageException {
        Flags flags = new Flags();
        new CommandLine(flags)
                .parseArgs(
                        "--consul",
                        "off",
                        "--listen",
                        "127.0.0.1:0",
                        "--admin",
                        "127.0.0.1:0",
                        "--route",
                        "/learn http://127.0.0.1:" + peer + " max_fails=3");
        return SettingsReader.read(flags, new Environment(Map.of()));
    }

    /** Sends requests by one connection. */
    private static void ask(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            BufferedReader in = reader(socket);
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < REQUESTS; i++) {
                out.write(REQUEST);
                String line = in.readLine();
                while (!BODY.equals(line)) {
                    if (line == null) {
                        throw new IOException("no answer");
                    }
                    line = in.readLine();
                }
            }
        }
    }

    private static void accept(ServerSocket peer) {
        try {
            while (true) {
                Socket socket = peer.accept();
                daemon(() -> answer(socket));
            }
        } catch (IOException e) {
            // Closed: all is learned.
        }
    }

    /** Answers each head, which ends by an empty line. */
    private static void answer(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in = reader(socket);
            OutputStream out = socket.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    out.write(ANSWER);
                }
            }
        } catch (IOException e) {
            // The proxy is closing.
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "learn");
        thread.setDaemon(true);
        thread.start();
    }
}
