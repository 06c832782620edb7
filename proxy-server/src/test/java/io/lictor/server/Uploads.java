package io.lictor.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * Many uploads at once by one thread, so that the load costs the machine little: each sends its head, and after {@link
 * #sendBodies()} as much of its body as is taken. What is answered is not read.
 *
 * <p>Any thread. Owns its connections until {@link #close()}, which resets them.
 */
final class Uploads implements Closeable {

    private final InetSocketAddress to;
    private final byte[] head;
    private final byte[] body;
    private final Selector selector;
    private final Thread pump = new Thread(this::pump, "uploads");
    private volatile boolean bodies;
    private volatile boolean closed;

    private Uploads(int port, byte[] head, byte[] body) throws IOException {
        this.to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.head = head;
        this.body = body;
        this.selector = Selector.open();
    }

    /** Connects {@code count} clients, each of which announces a body of {@code announced} bytes and has {@code size} of it. */
    static Uploads start(int port, int count, int announced, int size) throws IOException {
        String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + announced + "\r\n\r\n";
        Uploads uploads = new Uploads(port, head.getBytes(StandardCharsets.US_ASCII), new byte[size]);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            boolean connected = channel.connect(uploads.to);
            channel.register(uploads.selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT)
                    .attach(ByteBuffer.wrap(uploads.head));
        }
        uploads.pump.setDaemon(true);
        uploads.pump.start();
        return uploads;
    }

    /** Lets the bodies follow the heads. */
    void sendBodies() {
        bodies = true;
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            pump.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            SocketChannel channel = (SocketChannel) key.channel();
            if (channel.isConnected()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            channel.close();
        }
        selector.close();
    }

    private void pump() {
        boolean begun = false;
        try {
            while (!closed) {
                selector.select();
                if (bodies && !begun) {
                    begun = true;
                    selector.keys().forEach(this::begin);
                }
                for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
                    SelectionKey key = keys.next();
                    keys.remove();
                    if (key.isValid()) {
                        go(key);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What has sent its head waits without interest; others find out by themselves. */
    private void begin(SelectionKey key) {
        if (key.isValid() && key.interestOps() == 0) {
            key.attach(ByteBuffer.wrap(body));
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    private void go(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer rest = (ByteBuffer) key.attachment();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_WRITE);
                return;
            }
            channel.write(rest);
        } catch (IOException e) {
            // Refused, or answered 503 and closed: what the test is about.
            channel.close();
            return;
        }
        if (!rest.hasRemaining()) {
            key.interestOps(0);
            if (rest.capacity() == head.length && bodies) {
                begin(key);
            }
        }
    }
}
