package io.lictor.discovery.state;

import io.lictor.discovery.SavedState;
import io.lictor.discovery.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the last good state in a folder: whatever comes within a second is written once.
 *
 * <p>Any thread. Owns one daemon thread, {@code lictor-state}, which alone writes.
 */
public final class StateKeeper implements StateStore {

    private static final Logger log = LoggerFactory.getLogger(StateKeeper.class);
    private static final long LEAST_MILLIS = 1_000;
    private static final long STOP_MILLIS = 1_000;

    private final StateFolder folder;
    private final Object lock = new Object();
    private final Map<String, SavedState> waiting = new HashMap<>();
    private final Thread writer = new Thread(this::run, "lictor-state");
    private boolean closed;
    private boolean failing;

    private StateKeeper(StateFolder folder) {
        this.folder = folder;
    }

    /**
     * Keeps it here.
     *
     * @param folder made where it is not there
     * @throws IOException when it cannot be written to
     */
    public static StateKeeper open(Path folder) throws IOException {
        StateKeeper keeper = new StateKeeper(new StateFolder(folder));
        keeper.writer.setDaemon(true);
        keeper.writer.start();
        return keeper;
    }

    @Override
    public Optional<SavedState> load(String datacenter) {
        return folder.load(datacenter);
    }

    @Override
    public void save(SavedState state) {
        synchronized (lock) {
            if (!state.datacenter().isEmpty()) {
                waiting.remove("");
            }
            waiting.put(state.datacenter(), state);
            lock.notifyAll();
        }
    }

    @Override
    public long ageMillis(String datacenter) {
        return folder.ageMillis(datacenter);
    }

    private void run() {
        try {
            while (true) {
                Map<String, SavedState> taken = take();
                if (taken.isEmpty()) {
                    return;
                }
                taken.values().forEach(this::write);
                pause();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but to end it.
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be written; empty at the end. */
    private Map<String, SavedState> take() throws InterruptedException {
        synchronized (lock) {
            while (waiting.isEmpty() && !closed) {
                lock.wait();
            }
            Map<String, SavedState> taken = Map.copyOf(waiting);
            waiting.clear();
            return taken;
        }
    }

    private void pause() throws InterruptedException {
        long until = System.nanoTime() + LEAST_MILLIS * 1_000_000;
        synchronized (lock) {
            for (long left = LEAST_MILLIS; !closed && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
                lock.wait(left);
            }
        }
    }

    private void write(SavedState state) {
        try {
            folder.write(state);
            if (failing) {
                log.info("state written again");
            }
            failing = false;
        } catch (IOException | RuntimeException e) {
            // Once until it works again: a full disk is full at every change.
            if (!failing) {
                log.error("state cannot be written, the one before stands why=\"{}\"", e.toString());
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        try {
            writer.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
