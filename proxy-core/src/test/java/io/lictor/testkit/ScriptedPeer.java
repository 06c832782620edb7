package io.lictor.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A peer that follows a script: one thread a connection runs it, with blocking sockets, and may send half a head, stall or
 * reset. When the script returns the connection is closed.
 */
public final class ScriptedPeer implements Closeable {

    /** What to do with a connection. */
    @FunctionalInterface
    public interface Script {
        void run(Connection connection) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private final Optional<SSLContext> tls;

    private ScriptedPeer(ServerSocket server, Optional<SSLContext> tls, Script script) {
        this.server = server;
        this.tls = tls;
        this.script = script;
    }

    /** Starts on a free port of 127.0.0.1. */
    public static ScriptedPeer start(Script script) {
        return start(0, script);
    }

    /** Starts on a free port of 127.0.0.1, by TLS; the handshake is made by the first read or write of the script. */
    public static ScriptedPeer startTls(SSLContext context, Script script) {
        return start(0, Optional.of(context), script);
    }

    /** Starts on this port of 127.0.0.1. */
    public static ScriptedPeer start(int port, Script script) {
        return start(port, Optional.empty(), script);
    }

    /** Starts on a port that listens already; it is this peer's from now on. */
    static ScriptedPeer on(ServerSocket server, Script script) {
        return start(server, Optional.empty(), script);
    }

    private static ScriptedPeer start(ServerSocket server, Optional<SSLContext> tls, Script script) {
        ScriptedPeer peer = new ScriptedPeer(server, tls, script);
        daemon("scripted-peer-accept", peer::accept);
        return peer;
    }

    private static ScriptedPeer start(int port, Optional<SSLContext> tls, Script script) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            return start(server, tls, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer that answers every request with 200 and this body, keeping its connections. */
    public static ScriptedPeer answering(String body) {
        return answeringRaw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** A peer that answers every request with these bytes, keeping its connections. */
    public static ScriptedPeer answeringRaw(String response) {
        return start(connection -> {
            while (connection.awaitRequest()) {
                connection.send(response);
            }
        });
    }

    public int port() {
        return server.getLocalPort();
    }

    /** {@code http://127.0.0.1:PORT}, or by {@code https}, as a route's target. */
    public String target() {
        return (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port();
    }

    /** How many connections were accepted. */
    public int connections() {
        return connections.get();
    }

    /** How many connections are open: accepted, and neither side has closed. */
    public int openConnections() {
        return sockets.size();
    }

    /** The requests read so far, in the order in which they were complete. */
    public List<Request> requests() {
        return new ArrayList<>(requests);
    }

    /** Stops listening: new connections are refused, those that are open go on. */
    public void stopListening() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stopListening();
        sockets.forEach(ScriptedPeer::closeQuietly);
    }

    private void accept() {
        while (true) {
            Socket socket;
            try {
                socket = server.accept();
            } catch (IOException e) {
                return;
            }
            connections.incrementAndGet();
            sockets.add(socket);
            daemon("scripted-peer", () -> serve(socket));
        }
    }

    private void serve(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            try (Socket used = tls.isPresent() ? secured(tls.get(), socket) : socket) {
                script.run(new Connection(this, used, socket));
            }
        } catch (IOException | InterruptedException e) {
            // The proxy closed, as most tests end: nothing to tell.
        } finally {
            closeQuietly(socket);
            sockets.remove(socket);
        }
    }

    private static Socket secured(SSLContext context, Socket socket) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, "", socket.getPort(), true);
        secured.setUseClientMode(false);
        return secured;
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is closed.
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A request as the peer got it.
     *
     * @param head the whole head
     * @param lines its lines, the request line first
     * @param body its body, free of its coding, as ISO-8859-1
     */
    public record Request(String head, List<String> lines, String body) {

        /** The value of the first field of this name, or the empty text. */
        public String field(String name) {
            return WireReader.field(lines, name);
        }

        public boolean hasField(String name) {
            return WireReader.hasField(lines, name);
        }

        public String requestLine() {
            return lines.get(0);
        }
    }

    /** One connection from the proxy. */
    public static final class Connection {

        private final ScriptedPeer peer;
        private final Socket socket;
        private final Socket wire;
        private final InputStream in;

        private Connection(ScriptedPeer peer, Socket socket, Socket wire) throws IOException {
            this.peer = peer;
            this.socket = socket;
            this.wire = wire;
            this.in = socket.getInputStream();
        }

        /** Reads one request with its body. */
        public Request readRequest() throws IOException {
            String head = WireReader.readHead(in);
            List<String> lines = List.of(head.split("\r\n"));
            byte[] body = WireReader.readBody(in, lines, false);
            Request request = new Request(head, lines, new String(body, StandardCharsets.ISO_8859_1));
            peer.requests.add(request);
            return request;
        }

        /** Reads one request; false when the proxy closed instead. */
        public boolean awaitRequest() {
            try {
                readRequest();
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        /** Reads a head only, and leaves the body where it is. */
        public String readHead() throws IOException {
            return WireReader.readHead(in);
        }

        public byte[] readBytes(int count) throws IOException {
            return in.readNBytes(count);
        }

        /** The next byte, or -1 when the proxy closed. */
        public int readByte() throws IOException {
            return in.read();
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Closes so that the proxy gets a reset. */
        public void reset() throws IOException {
            wire.setSoLinger(true, 0);
            wire.close();
        }

        /** Closes what is below TLS, so that the proxy gets a FIN without close_notify. */
        public void cut() throws IOException {
            wire.close();
        }

        /** The connection as one by TLS. */
        public SSLSocket tls() {
            return (SSLSocket) socket;
        }

        /** Waits until the proxy closes or resets. */
        public void awaitClose() {
            try {
                while (in.read() >= 0) {
                    // What else it sends is of no interest.
                }
            } catch (IOException e) {
                // A reset closes too.
            }
        }

        public Socket socket() {
            return socket;
        }
    }
}
