package io.lictor.discovery.devconsul;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Consul cluster as it is run in earnest, on loopback addresses: three servers and one client agent, each a process with
 * a folder of its own, gossip encrypted. Members can be stopped, killed and started again.
 *
 * <p>One thread. Owns the processes and their folder; they end with {@link #close} or with this process.
 */
public final class ConsulCluster implements AutoCloseable {

    private static final int SERVERS = 3;
    private static final Duration START = Duration.ofSeconds(30);

    /** One member; its number tells it from the others. */
    private static final class Node {
        private final String address;
        private final Path folder;
        private final ConsulAdmin admin;
        private ConsulProcess process;

        Node(Path binary, Path folder, String address) throws IOException {
            this.address = address;
            this.folder = folder;
            this.admin = ConsulAdmin.at(address, ConsulAgent.HTTP_PORT);
            this.process = launch(binary);
        }

        ConsulProcess launch(Path binary) throws IOException {
            return ConsulProcess.start(binary, List.of("-config-file=agent.json"), folder);
        }
    }

    private final Path binary;
    private final Path folder;
    private final List<Node> nodes = new ArrayList<>();

    private ConsulCluster(Path binary, Path folder) {
        this.binary = binary;
        this.folder = folder;
    }

    /**
     * Starts all four and waits until the client agent knows a leader.
     *
     * @throws IOException when they do not start; the message has the end of a log
     */
    public static ConsulCluster start(Path binary) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("lictor-cluster");
        folder.toFile().deleteOnExit();
        ConsulCluster cluster = new ConsulCluster(binary, folder);
        try {
            cluster.launch(Loopback.take(SERVERS + 1));
            return cluster;
        } catch (IOException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    private void launch(List<String> addresses) throws IOException, InterruptedException {
        byte[] key = new byte[16];
        new SecureRandom().nextBytes(key);
        String encrypt = Base64.getEncoder().encodeToString(key);
        for (int i = 0; i < addresses.size(); i++) {
            Path home = Files.createDirectory(folder.resolve("n" + i));
            boolean server = i < SERVERS;
            Files.writeString(home.resolve("agent.json"), config(i, server, addresses, encrypt));
            nodes.add(new Node(binary, home, addresses.get(i)));
        }
        for (Node node : nodes) {
            if (!node.admin.awaitLeader(START, node.process::isAlive)) {
                throw new IOException("consul did not start; the end of its log:\n" + tail(node.folder));
            }
        }
    }

    private static String config(int number, boolean server, List<String> addresses, String encrypt) {
        String address = addresses.get(number);
        String servers =
                addresses.subList(0, SERVERS).stream().map(a -> '"' + a + '"').collect(Collectors.joining(","));
        return ("{'server': " + server + ", 'node_name': 'n" + number + "', 'data_dir': 'data', 'encrypt': '" + encrypt
                        + "', 'bind_addr': '" + address + "', 'client_addr': '" + address + "', "
                        + (server ? "'bootstrap_expect': " + SERVERS + ", " : "")
                        + "'retry_join': [" + servers + "], 'retry_interval': '1s', 'connect': {'enabled': true},"
                        + " 'leave_on_terminate': true, 'enable_local_script_checks': true,"
                        + " 'performance': {'raft_multiplier': 1}, 'ports': {'dns': -1}, 'disable_update_check': true}")
                .replace('\'', '"');
    }

    /** The number of the client agent; the servers are 0 to 2. */
    public int client() {
        return SERVERS;
    }

    /** Where a member's HTTP API is; its port is {@link #port()}. */
    public String host(int member) {
        return nodes.get(member).address;
    }

    /** The port of each member's HTTP API. */
    public int port() {
        return ConsulAgent.HTTP_PORT;
    }

    /** Registers services at a member. */
    public ConsulAdmin admin(int member) {
        return nodes.get(member).admin;
    }

    /** Registers an instance by a member's configuration, where a check may be a script. */
    public void define(int member, Registration instance) throws IOException {
        Node node = nodes.get(member);
        ConsulProcess.define(node.folder, instance);
        node.admin.reload();
    }

    /** The number of the server that leads, or -1 when nobody does. */
    public int leader() {
        for (Node node : nodes) {
            if (node.process.isAlive()) {
                String leader = node.admin.leader();
                for (int i = 0; i < SERVERS; i++) {
                    if (leader.startsWith(nodes.get(i).address + ":")) {
                        return i;
                    }
                }
            }
        }
        return -1;
    }

    /** Asks a member to end; it leaves the cluster in good order. */
    public void stop(int member) throws InterruptedException {
        nodes.get(member).process.stop(15);
    }

    /** Kills a member. */
    public void kill(int member) {
        nodes.get(member).process.kill();
    }

    /** Starts a member again, with what it has on disk. Does not wait. */
    public void start(int member) throws IOException {
        Node node = nodes.get(member);
        node.process = node.launch(binary);
    }

    /** Deletes what a member that was killed has on disk, so that it starts as a new machine does. */
    public void wipe(int member) {
        ConsulProcess.delete(nodes.get(member).folder.resolve("data"));
    }

    /** Stops a member where it stands, as a machine that hangs; its sockets stay open. */
    public void freeze(int member) throws IOException, InterruptedException {
        nodes.get(member).process.signal("STOP");
    }

    /** Lets it go on. */
    public void thaw(int member) throws IOException, InterruptedException {
        nodes.get(member).process.signal("CONT");
    }

    /** Kills all. */
    @Override
    public void close() {
        nodes.forEach(node -> node.process.kill());
        ConsulProcess.delete(folder);
    }

    static String tail(Path folder) {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("consul.log"), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
