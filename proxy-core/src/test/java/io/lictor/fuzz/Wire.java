package io.lictor.fuzz;

import io.lictor.conformance.WireLinter;
import io.lictor.conformance.WireLinter.Direction;
import io.lictor.conformance.WireLinter.Message;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection to the proxy, with what was read from it so far. Blocking, for one thread; a read that gets nothing
 * in ten seconds throws, so nothing can hang unseen.
 */
final class Wire implements Closeable {

    private final Socket socket;
    private final InputStream in;
    private final StringBuilder read = new StringBuilder();
    private final byte[] buffer = new byte[65536];
    private int at;
    private boolean ended;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    static Wire connect(int port) throws IOException {
        return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    void send(String text, @Nullable Random random) throws IOException {
        Pieces.send(socket.getOutputStream(), text, random);
    }

    /** The next whole message; null when the connection ended before there was one. */
    @Nullable
    Message next(Direction direction, boolean toHead) throws IOException {
        while (true) {
            if (at < read.length()) {
                Message message = WireLinter.read(read.toString(), at, direction, toHead, ended);
                if (message.complete()) {
                    at = message.end();
                    read.delete(0, at);
                    at = 0;
                    return message;
                }
            }
            if (ended) {
                return null;
            }
            readMore();
        }
    }

    /** All that comes until the other side closes; a reset counts as closing. */
    String rest() throws IOException {
        while (!ended) {
            readMore();
        }
        return read.substring(at);
    }

    private void readMore() throws IOException {
        int count;
        try {
            count = in.read(buffer);
        } catch (SocketException e) {
            // A reset: what came before it counts.
            count = -1;
        }
        ended = count < 0;
        if (count > 0) {
            read.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
