package io.lictor.discovery.devconsul;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A search for the Consul program: {@code CONSUL_BIN}, the {@code PATH}, the cache {@code ~/.cache/lictor/consul}; else it
 * is obtained into that cache from the Debian package of this name, by way of the machine's own apt.
 *
 * @param path the program; empty when there is none
 * @param reason where it was found, or why there is none and what to do about it
 */
public record ConsulBinary(Optional<Path> path, String reason) {

    private static final String SCRIPT = "get-consul.sh";
    private static final long FETCH_SECONDS = 180;
    private static final String ADVICE =
            "; install Consul, or set CONSUL_BIN to the program (any version from 1.8 on will do)";

    /** Searches, which may take some seconds the first time. Any thread; several processes at once. */
    public static ConsulBinary find() {
        return find(System.getenv(), Path.of(System.getProperty("user.home"), ".cache", "lictor", "consul"));
    }

    static ConsulBinary find(Map<String, String> environment, Path cache) {
        String named = environment.getOrDefault("CONSUL_BIN", "");
        if (!named.isEmpty()) {
            Path program = Path.of(named);
            return Files.isExecutable(program)
                    ? found(program, "CONSUL_BIN")
                    : none("CONSUL_BIN=" + named + " (expected: a program)");
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path program = Path.of(folder, "consul");
            if (!folder.isEmpty() && Files.isRegularFile(program) && Files.isExecutable(program)) {
                return found(program, "PATH");
            }
        }
        Path cached = cache.resolve("consul");
        if (Files.isExecutable(cached)) {
            return found(cached, "the cache");
        }
        return obtain(cache);
    }

    private static ConsulBinary obtain(Path cache) {
        try (InputStream script = ConsulBinary.class.getResourceAsStream(SCRIPT)) {
            if (script == null) {
                return none("the program lacks its resource " + SCRIPT);
            }
            Files.createDirectories(cache);
            Path log = Files.createTempFile(cache, "get", ".log");
            try {
                return fetched(cache, run(script.readAllBytes(), cache, log), log);
            } finally {
                Files.deleteIfExists(log);
            }
        } catch (IOException e) {
            return none("cannot obtain it: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none("interrupted while obtaining it");
        }
    }

    /** The script comes by standard input: there is no file of it that somebody else could change. */
    private static boolean run(byte[] script, Path cache, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of("sh", "-s", "--", cache.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.getOutputStream().write(script);
            process.getOutputStream().close();
            return process.waitFor(FETCH_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroy();
        }
    }

    private static ConsulBinary fetched(Path cache, boolean ended, Path log) throws IOException {
        Path program = cache.resolve("consul");
        if (ended && Files.isExecutable(program)) {
            return found(program, "the Debian package, now in the cache");
        }
        String said = Files.readString(log, StandardCharsets.UTF_8).strip();
        return none("not in CONSUL_BIN, PATH or " + cache + ", and not to be had by apt: " + said);
    }

    private static ConsulBinary found(Path program, String where) {
        return new ConsulBinary(Optional.of(program), program + " from " + where);
    }

    private static ConsulBinary none(String why) {
        return new ConsulBinary(Optional.empty(), why + ADVICE);
    }
}
