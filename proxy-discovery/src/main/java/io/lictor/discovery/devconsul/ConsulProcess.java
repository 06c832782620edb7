package io.lictor.discovery.devconsul;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One running Consul agent. It does not outlive this process: a shutdown hook stops it, and should this process be killed,
 * a watchdog does, which waits for the end of a pipe that only this process holds open.
 *
 * <p>Any thread. Owns both processes.
 */
final class ConsulProcess {

    private static final String SERVICES = "services";
    private static final Set<ConsulProcess> RUNNING = ConcurrentHashMap.newKeySet();
    // The number may have been given to another program by then, so its name is looked at where that can be done.
    private static final String WATCHDOG =
            "read -r _; [ ! -e /proc/$0/comm ] || [ \"$(cat /proc/$0/comm)\" = consul ] && kill -9 $0";

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(ConsulProcess::end), "lictor-consul-stop"));
    }

    private final Process agent;
    private final Process watchdog;
    private final Path folder;

    private ConsulProcess(Process agent, Process watchdog, Path folder) {
        this.agent = agent;
        this.watchdog = watchdog;
        this.folder = folder;
        RUNNING.add(this);
    }

    /**
     * Starts an agent.
     *
     * @param arguments after {@code consul agent}
     * @param folder its working directory, where its log {@code consul.log} goes too
     */
    static ConsulProcess start(Path binary, List<String> arguments, Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "agent"));
        command.addAll(arguments);
        command.add("-config-dir=" + Files.createDirectories(folder.resolve(SERVICES)));
        Path log = folder.resolve("consul.log");
        Process agent = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            Process watchdog = new ProcessBuilder("sh", "-c", WATCHDOG, Long.toString(agent.pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new ConsulProcess(agent, watchdog, folder);
        } catch (IOException e) {
            // Without its watchdog the agent might outlive us.
            agent.destroyForcibly();
            throw e;
        }
    }

    /**
     * Writes a service into the configuration of the agent that runs in this folder: the way in which scripts are allowed. Takes effect at its next reload.
     */
    static void define(Path folder, Registration instance) throws IOException {
        Path services = Files.createDirectories(folder.resolve(SERVICES));
        String json = "{\"service\": " + ConsulAdmin.json(instance) + "}";
        Files.writeString(services.resolve(instance.id() + ".json"), json);
    }

    /** Takes a service out of that configuration. */
    static void undefine(Path folder, String id) throws IOException {
        Files.deleteIfExists(folder.resolve(SERVICES).resolve(id + ".json"));
    }

    boolean isAlive() {
        return agent.isAlive();
    }

    /** Asks the agent to end, and kills it when it has not after some seconds. */
    void stop(long seconds) throws InterruptedException {
        agent.destroy();
        if (!agent.waitFor(seconds, TimeUnit.SECONDS)) {
            agent.destroyForcibly().waitFor(seconds, TimeUnit.SECONDS);
        }
        kill();
    }

    /** Sends a signal. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(agent.pid()))
                .start()
                .waitFor();
    }

    /** Kills the agent, as a crash of its machine would. */
    void kill() {
        watchdog.destroyForcibly();
        agent.destroyForcibly();
        RUNNING.remove(this);
        try {
            agent.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        kill();
        delete(folder);
    }

    /** Deletes a folder and all in it, as far as that can be done. */
    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // It is in the folder for temporary files: somebody else clears up there.
        }
    }
}
