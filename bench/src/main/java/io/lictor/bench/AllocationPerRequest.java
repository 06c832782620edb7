package io.lictor.bench;

import com.sun.management.ThreadMXBean;
import io.lictor.config.spec.ListenerParser;
import io.lictor.engine.Lictor;
import io.lictor.engine.Transport;
import io.lictor.observe.Observer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints how many bytes of heap the event loop allocates for a request, over real sockets: a browser's request over a kept
 * connection, on each transport that works here.
 *
 * <p>{@code bench/run allocation}
 */
public final class AllocationPerRequest {

    private static final int WARM = 200_000;
    private static final int MEASURED = 200_000;

    private AllocationPerRequest() {}

    public static void main(String[] args) throws Exception {
        // As Lictor's own main does.
        System.setProperty("io.netty.leakDetection.level", "disabled");
        for (Transport transport : List.of(Transport.IO_URING, Transport.EPOLL, Transport.NIO)) {
            System.out.printf(
                    Locale.ROOT, "%-9s %.1f bytes per request%n", transport, measure(transport, WARM, MEASURED));
        }
    }

    /**
     * Bytes per request, of {@code measured} behind {@code warm} others.
     *
     * @throws Exception when it cannot start, or an answer is not as it must be
     */
    static double measure(Transport transport, int warm, int measured) throws Exception {
        try (ServerSocket backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Lictor lictor = Lictor.builder()
                        .listen(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                ListenerParser.options("keepalive_requests=1000000000"))
                        .workers(1)
                        .transport(transport)
                        .observer(Observer.NONE)
                        .route("/sso http://127.0.0.1:" + backend.getLocalPort())
                        .start()) {
            daemon(() -> serve(backend));
            return measure(lictor.port(), warm, measured);
        }
    }

    private static double measure(int port, int warm, int measured) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            ask(socket, warm);
            long[] loops = loopThreads();
            long before = sum(threads.getThreadAllocatedBytes(loops));
            ask(socket, measured);
            return (double) (sum(threads.getThreadAllocatedBytes(loops)) - before) / measured;
        }
    }

    private static void ask(Socket socket, int times) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        for (int i = 0; i < times; i++) {
            out.write(Messages.REQUEST);
            // Each answer is one write of the proxy's, and arrives whole.
            int count = in.read(buffer);
            if (count < Messages.ANSWER.length || buffer[9] != '2') {
                throw new IOException("answer of " + count + " bytes: "
                        + new String(buffer, 0, Math.max(count, 0), StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static void serve(ServerSocket backend) {
        try {
            while (true) {
                Socket socket = backend.accept();
                daemon(() -> answer(socket));
            }
        } catch (IOException e) {
            // Closed: measured.
        }
    }

    private static void answer(Socket socket) {
        byte[] buffer = new byte[8192];
        try (socket) {
            socket.setTcpNoDelay(true);
            while (socket.getInputStream().read(buffer) > 0) {
                socket.getOutputStream().write(Messages.ANSWER);
            }
        } catch (IOException e) {
            // Closed: measured.
        }
    }

    private static long[] loopThreads() {
        List<Long> ids = new ArrayList<>();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lictor-worker"))
                .forEach(thread -> ids.add(thread.getId()));
        if (ids.isEmpty()) {
            throw new IllegalStateException("no thread named lictor-worker…");
        }
        return ids.stream().mapToLong(Long::longValue).toArray();
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }
}
