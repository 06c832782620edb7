package io.lictor.server.demo;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lictor demo}. */
@Command(name = "demo", hidden = true)
public final class DemoCommand implements Callable<Integer> {

    @Option(names = "--once")
    boolean once;

    @Option(names = "--in-memory")
    boolean inMemory;

    @Override
    public Integer call() {
        return 0;
    }
}
