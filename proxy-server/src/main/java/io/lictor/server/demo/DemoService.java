package io.lictor.server.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A web service in a process of its own; see {@link DemoServiceCommand}.
 *
 * <p>Any thread. Owns the process.
 */
final class DemoService implements AutoCloseable {

    private final String name;
    private final Process process;
    private final int port;

    private DemoService(String name, Process process, int port) {
        this.name = name;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a service and waits until it listens.
     *
     * @throws IOException when it does not
     */
    static DemoService start(String name) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(List.of(
                        java,
                        "-Xmx32m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dsun.net.httpserver.nodelay=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.lictor.server.Main",
                        "demo-service",
                        "--name",
                        name))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new DemoService(name, process, port(name, process));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static int port(String name, Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith(DemoServiceCommand.LISTENING)) {
            throw new IOException("the service " + name + " did not start");
        }
        return Integer.parseInt(line.substring(DemoServiceCommand.LISTENING.length()));
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Ends the process at once, as a crash would. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
