package io.lictor.discovery.consul;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A server that answers each request with the next of its scripts, down to the byte; it does not say which agent it is. Owns its threads and sockets.
 */
final class RawServer implements AutoCloseable {

    private static final Script FORBIDDEN = text("HTTP/1.1 403 Forbidden", "Permission denied");

    /** Answers one request. */
    interface Script {
        void play(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Script> scripts;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String leader = "";
    private volatile Function<String, Script> otherwise = head -> {
        throw new IndexOutOfBoundsException("no script is left");
    };

    RawServer(Script... scripts) throws IOException {
        this.scripts = new CopyOnWriteArrayList<>(scripts);
        Thread thread = new Thread(this::accept, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** A whole answer, after which the connection stays open. */
    static Script text(String head, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        // At once: two writes wait for each other, for as long as the client delays its acknowledgement.
        byte[] all = (head + "\r\nContent-Length: " + length + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
        return out -> {
            out.write(all);
            out.flush();
        };
    }

    /** These bytes, then the end of the connection. */
    static Script cut(String bytes) {
        return out -> {
            out.write(bytes.getBytes(StandardCharsets.UTF_8));
            out.close();
        };
    }

    /** Nothing, for ever. */
    Script silence() {
        return out -> closed.await(60, TimeUnit.SECONDS);
    }

    /** A byte now and then, for ever. */
    Script drip(String start, int everyMillis) {
        return out -> {
            out.write(start.getBytes(StandardCharsets.UTF_8));
            do {
                out.write(' ');
                out.flush();
            } while (!closed.await(everyMillis, TimeUnit.MILLISECONDS));
        };
    }

    /** What is said to whoever asks for the leader; empty to refuse. */
    void leader(String json) {
        leader = json;
    }

    void script(Script script) {
        scripts.add(script);
    }

    /** What answers a request when no script is left, by its head. */
    void otherwise(Function<String, Script> scriptFor) {
        otherwise = scriptFor;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The heads received so far. */
    List<String> requests() {
        return requests;
    }

    int connections() {
        return sockets.size();
    }

    /** How many connections have not ended. */
    long open() {
        return sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread thread = new Thread(() -> serve(socket), "raw-server-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try {
            while (true) {
                String head = head(socket.getInputStream());
                if (head.isEmpty()) {
                    return;
                }
                if (head.startsWith("GET /v1/status/leader ") && !leader.isEmpty()) {
                    text("HTTP/1.1 200 OK", leader).play(socket.getOutputStream());
                    continue;
                }
                if (isAboutTheAgent(head)) {
                    FORBIDDEN.play(socket.getOutputStream());
                    continue;
                }
                requests.add(head);
                Script script = scripts.isEmpty() ? otherwise.apply(head) : scripts.remove(0);
                script.play(socket.getOutputStream());
            }
        } catch (IOException | InterruptedException | IndexOutOfBoundsException e) {
            // The client is gone, or the script is at its end.
        } finally {
            closeQuietly(socket);
        }
    }

    /** Who it is and whether it has a leader: asked beside what the scripts are about, and not told. */
    private static boolean isAboutTheAgent(String head) {
        return head.startsWith("GET /v1/agent/self ")
                || head.startsWith("GET /v1/catalog/datacenters?")
                || head.startsWith("GET /v1/status/leader ");
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                return "";
            }
            head.append((char) read);
        }
        return head.toString();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone as well.
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
