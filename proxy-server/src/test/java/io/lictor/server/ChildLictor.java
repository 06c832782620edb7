package io.lictor.server;

import io.lictor.testkit.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The jar in a JVM of its own: as the launcher starts it, or with little memory and maybe few file descriptors. Any thread. */
public final class ChildLictor implements AutoCloseable {

    private static final Path JAR = Path.of("target", "lictor.jar").toAbsolutePath();
    /** The launcher's. */
    private static final List<String> DEFAULT_OPTIONS = List.of(
            "-Xms64m", "-Xmx256m", "-XX:MaxDirectMemorySize=128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

    private static final Pattern LISTENING = Pattern.compile("listening on=\\S+?:(\\d+)[, ].*admin=\\S+?:(\\d+) ");

    private final Process process;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private ChildLictor(Process process) {
        this.process = process;
        Thread reader = new Thread(this::readLog, "child-log");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts it with the launcher's options, and waits until it listens.
     *
     * @param flags without {@code --listen} and {@code --admin}
     */
    public static ChildLictor start(List<String> flags) throws IOException {
        return start(List.of(), DEFAULT_OPTIONS, flags);
    }

    /**
     * Starts it without a registry, and waits until it listens.
     *
     * @param megabytes of heap, and of direct memory
     * @param openFiles its limit; 0 = this process's
     * @param flags without {@code --listen}, {@code --admin} and {@code --consul}
     */
    static ChildLictor start(int megabytes, int openFiles, String... flags) throws IOException {
        List<String> shell =
                openFiles > 0 ? List.of("sh", "-c", "ulimit -n " + openFiles + "; exec \"$@\"", "sh") : List.of();
        List<String> all = new ArrayList<>(List.of("--consul", "off"));
        all.addAll(List.of(flags));
        return start(shell, List.of("-Xmx" + megabytes + "m", "-XX:MaxDirectMemorySize=" + megabytes + "m"), all);
    }

    private static ChildLictor start(List<String> shell, List<String> options, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>(shell);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString(), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"));
        command.addAll(List.of("--access-log", "off"));
        command.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("LICTOR_") || name.startsWith("JAVA_TOOL"));
        ChildLictor child = new ChildLictor(builder.start());
        Eventually.holds(
                "child listens: " + child.log,
                Duration.ofSeconds(60),
                () -> child.listening().isPresent());
        return child;
    }

    public int port() {
        return Integer.parseInt(listening().orElseThrow().group(1));
    }

    /** The lines it has logged. */
    List<String> log() {
        return log;
    }

    /** What it has taken of the processors, in milliseconds. */
    public long processorMillis() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The number of this name in the admin's page of overload. */
    long overload(String name) {
        Matcher number = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(admin("/api/overload"));
        if (!number.find()) {
            throw new AssertionError("no " + name);
        }
        return Long.parseLong(number.group(1));
    }

    /** A page of the admin server; fails when it does not come within five seconds. */
    public String admin(String path) {
        URI uri = URI.create("http://127.0.0.1:" + listening().orElseThrow().group(2) + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The most resident memory it has had, in MiB. */
    public long peakMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<MatchResult> listening() {
        return log.stream()
                .map(LISTENING::matcher)
                .filter(Matcher::find)
                .map(Matcher::toMatchResult)
                .findFirst();
    }

    private void readLog() {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
            }
        } catch (IOException e) {
            log.add("not read on: " + e);
        }
    }
}
