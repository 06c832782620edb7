package io.lictor.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A client that sends any bytes and reads what comes. Blocking, for one thread; every read ends after ten seconds with an
 * exception, so a test that waits for nothing fails.
 */
public final class RawClient implements Closeable {

    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Connects to a port of 127.0.0.1. */
    public static RawClient connect(int port) {
        return connect(port, 0);
    }

    /** Connects with a receive buffer of about {@code receiveBuffer} bytes, so that not reading is soon felt; 0 = as it is. */
    public static RawClient connect(int port, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_TIMEOUT_MILLIS);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text as ISO-8859-1. */
    public RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends {@code GET path} for host {@code test} and reads the response. */
    public Response get(String path) {
        return send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n").read();
    }

    /** Reads one response, whose body is framed as its head says. */
    public Response read() {
        return read(false);
    }

    /** Reads one response to a HEAD request. */
    public Response readWithoutBody() {
        return read(true);
    }

    private Response read(boolean bodiless) {
        try {
            String head = readHead();
            int status = Integer.parseInt(head.substring(9, 12));
            List<String> lines = List.of(head.split("\r\n"));
            byte[] body = bodiless || status == 204 || status == 304 || status < 200
                    ? new byte[0]
                    : WireReader.readBody(in, lines, true);
            return new Response(status, head, lines, new String(body, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads up to the empty line. */
    public String readHead() throws IOException {
        return WireReader.readHead(in);
    }

    /** Reads {@code count} bytes. */
    public byte[] readBytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new IOException("closed after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Reads until the other side closes; a reset counts as closing. */
    public String readToEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[65536];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.write(buffer, 0, n);
            }
        } catch (SocketException e) {
            // A reset: what came before it counts.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the other side closed cleanly with nothing more to read: a FIN, not a reset. */
    public boolean isClosedCleanly() {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes so that the other side gets a reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A response as it came.
     *
     * @param status the status
     * @param head the whole head
     * @param lines its lines, the status line first
     * @param body its body, free of its coding, as ISO-8859-1
     */
    public record Response(int status, String head, List<String> lines, String body) {

        /** The value of the first field of this name, or the empty text. */
        public String field(String name) {
            return WireReader.field(lines, name);
        }

        public boolean hasField(String name) {
            return WireReader.hasField(lines, name);
        }
    }
}
