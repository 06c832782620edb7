package io.lictor.server.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the connections that this machine's processes hold to one address and port of it, and remembers the most.
 *
 * <p>Any thread. Owns a thread that looks, until {@link #close()}.
 */
final class OpenConnections implements AutoCloseable {

    private static final long PERIOD_NANOS = 50_000_000;
    private static final String ESTABLISHED = "01";

    private final String remote;
    private final Thread thread = new Thread(this::run, "open-connections");
    private volatile int most;
    private volatile boolean stopped;

    OpenConnections(String host, int port) throws IOException {
        byte[] ip = InetAddress.getByName(host).getAddress();
        // As /proc/net has it: the address as the machine keeps it, an IPv4 one in IPv6 with the same end.
        this.remote = String.format(Locale.ROOT, "%02X%02X%02X%02X:%04X", ip[3], ip[2], ip[1], ip[0], port);
        thread.setDaemon(true);
        thread.start();
    }

    /** The connections now. */
    int now() {
        try {
            int count = 0;
            for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
                count += (int) Files.readAllLines(Path.of(table)).stream()
                        .map(line -> line.trim().split("\\s+"))
                        .filter(fields -> fields[2].endsWith(remote) && fields[3].equals(ESTABLISHED))
                        .count();
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The most that were seen. */
    int most() {
        return Math.max(most, now());
    }

    private void run() {
        while (!stopped) {
            most = Math.max(most, now());
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
