package io.lictor.discovery.devconsul;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A Consul agent in development mode: server and client in one, nothing on disk, on a loopback address of its own. It ends
 * with {@link #close} or with this process, whatever comes first.
 *
 * <p>Any thread. Owns the process and its folder.
 */
public final class ConsulAgent implements AutoCloseable {

    static final int HTTP_PORT = 8500;
    private static final Duration START = Duration.ofSeconds(20);

    private final Path binary;
    private final Path folder;
    private final String address;
    private final ConsulAdmin admin;
    private ConsulProcess process;

    private final String settings;

    private ConsulAgent(Path binary, Path folder, String address, String settings, String token) throws IOException {
        this.settings = settings;
        this.binary = binary;
        this.folder = folder;
        this.address = address;
        this.admin = ConsulAdmin.at(address, HTTP_PORT).withToken(token);
        this.process = launch();
    }

    /**
     * Starts an agent and waits until it has a leader, itself.
     *
     * @param binary see {@link ConsulBinary#find()}
     * @throws IOException when it does not start; the message has the end of its log
     */
    public static ConsulAgent start(Path binary) throws IOException, InterruptedException {
        return start(binary, "{}", "");
    }

    /**
     * The same with more settings.
     *
     * @param settings JSON, as an agent's configuration file has it
     * @param token for {@link #admin()}; empty for none
     */
    public static ConsulAgent start(Path binary, String settings, String token)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("lictor-consul");
        ConsulAgent agent = new ConsulAgent(binary, folder, Loopback.take(1).get(0), settings, token);
        try {
            agent.awaitLeader();
            return agent;
        } catch (IOException | InterruptedException e) {
            agent.close();
            throw e;
        }
    }

    private ConsulProcess launch() throws IOException {
        Path config = folder.resolve("agent.json");
        Files.writeString(
                config,
                "{\"enable_local_script_checks\": true, \"disable_update_check\": true,"
                        + " \"ports\": {\"dns\": -1, \"grpc\": -1}}");
        Path more = folder.resolve("more.json");
        Files.writeString(more, settings);
        List<String> arguments = List.of(
                "-dev",
                "-node=dev",
                "-bind=" + address,
                "-client=" + address,
                "-config-file=" + config,
                "-config-file=" + more);
        return ConsulProcess.start(binary, arguments, folder);
    }

    private void awaitLeader() throws IOException, InterruptedException {
        if (!admin.awaitLeader(START, process::isAlive)) {
            throw new IOException("consul did not start; the end of its log:\n" + ConsulCluster.tail(folder));
        }
    }

    /** Where its HTTP API is: a loopback address. */
    public String host() {
        return address;
    }

    /** The port of its HTTP API. */
    public int port() {
        return HTTP_PORT;
    }

    /** Registers services in it. */
    public ConsulAdmin admin() {
        return admin;
    }

    /** Registers an instance by the agent's configuration, where a check may be a script. */
    public void define(Registration instance) throws IOException {
        ConsulProcess.define(folder, instance);
        admin.reload();
    }

    /** Removes an instance that was registered by the agent's configuration. */
    public void undefine(String id) throws IOException {
        ConsulProcess.undefine(folder, id);
        admin.reload();
    }

    /** Kills it; {@link #restart} starts it anew. */
    public void kill() {
        process.kill();
    }

    /** Kills it and starts it anew at the same place; all that was registered but in its configuration is
     * lost, and its index starts over. */
    public void restart() throws IOException, InterruptedException {
        process.kill();
        process = launch();
        awaitLeader();
    }

    /** Stops it where it stands, as a machine that hangs; its sockets stay open. */
    public void freeze() throws IOException, InterruptedException {
        process.signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() throws IOException, InterruptedException {
        process.signal("CONT");
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.kill();
        ConsulProcess.delete(folder);
    }
}
