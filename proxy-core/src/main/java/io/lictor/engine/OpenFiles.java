package io.lictor.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many file descriptors the process may have, and how many connections that makes. Without state. */
final class OpenFiles {

    private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LINE = "Max open files";

    /** For what is no client's and no peer's: jars, logs, listeners, the registry, the admin server. */
    private static final int RESERVE = 128;

    private static final int LEAST_CONNECTIONS = 16;

    private OpenFiles() {}

    /**
     * The bound on client connections; warns when there are not enough descriptors for it.
     *
     * @param wanted as it was set; 0 = as many as the descriptors are for, each with a connection to a peer
     */
    static int maxConnections(int wanted) {
        long limit = limit(LIMITS);
        int most = (int) Math.min(Integer.MAX_VALUE / 4, Math.max(LEAST_CONNECTIONS, (limit - RESERVE) / 2));
        if (wanted == 0) {
            return most;
        }
        if (wanted > most) {
            log.warn(
                    "open files limit={} is less than max_connections={} need (expected: {}, two a connection and {})",
                    limit,
                    wanted,
                    2L * wanted + RESERVE,
                    RESERVE);
        }
        return wanted;
    }

    /** RLIMIT_NOFILE; no bound where it cannot be read. */
    static long limit(Path limits) {
        try {
            List<String> lines = Files.readAllLines(limits);
            for (String line : lines) {
                if (line.startsWith(LINE)) {
                    String soft = line.substring(LINE.length()).strip().split("\\s+")[0];
                    return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
                }
            }
        } catch (IOException | NumberFormatException e) {
            log.debug("{}: {}", limits, e.toString());
        }
        return Integer.MAX_VALUE;
    }
}
