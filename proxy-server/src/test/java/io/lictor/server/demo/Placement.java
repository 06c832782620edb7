package io.lictor.server.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Says where threads of other programs and of this one run, as if there were more processors and machines than two and one;
 * undone when this is closed. By the system's {@code taskset} and {@code chrt}; for one thread.
 *
 * <p>A thread that is made later runs as the one that made it.
 */
final class Placement implements AutoCloseable {

    private final String all = "0-" + (Runtime.getRuntime().availableProcessors() - 1);
    private final Set<Long> processes = new LinkedHashSet<>();

    /** Keeps the threads of a process on the first processor that serve requests, by their names, and the rest on the second. */
    void part(long pid, Predicate<String> serves) throws IOException, InterruptedException {
        processes.add(pid);
        for (Path thread : threads(pid)) {
            run(thread, "taskset", "--cpu-list", "--pid", serves.test(name(thread)) ? "0" : "1");
        }
    }

    /**
     * Gives threads of a process only what all others leave of a processor (Linux's {@code SCHED_IDLE}), as if they were on
     * another machine.
     *
     * @param which of them, by their names as far as Linux keeps these: 15 characters
     */
    void putBehind(long pid, Predicate<String> which) throws IOException, InterruptedException {
        processes.add(pid);
        for (Path thread : threads(pid)) {
            if (which.test(name(thread))) {
                run(thread, "chrt", "--idle", "--pid", "0");
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (long pid : processes) {
            if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
                for (Path thread : threads(pid)) {
                    run(thread, "chrt", "--other", "--pid", "0");
                    run(thread, "taskset", "--cpu-list", "--pid", all);
                }
            }
        }
    }

    private static List<Path> threads(long pid) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return all.toList();
        }
    }

    private static String name(Path thread) throws IOException {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** A thread that has ended meanwhile is no fault; anything else that fails is. */
    private static void run(Path thread, String... command) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(List.of(command));
        whole.add(thread.getFileName().toString());
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0 && Files.exists(thread)) {
            throw new IOException(String.join(" ", whole) + " failed");
        }
    }
}
