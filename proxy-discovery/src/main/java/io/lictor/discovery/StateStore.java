package io.lictor.discovery;

import java.util.Optional;

/**
 * Keeps the last good state for the next start. {@code discovery.state} has the real one.
 *
 * <p>Used by the discovery thread, and before it runs.
 */
public interface StateStore extends AutoCloseable {

    /** Keeps nothing. */
    StateStore NONE = new StateStore() {
        @Override
        public Optional<SavedState> load(String datacenter) {
            return Optional.empty();
        }

        @Override
        public void save(SavedState state) {}

        @Override
        public long ageMillis(String datacenter) {
            return -1;
        }

        @Override
        public void close() {}
    };

    /**
     * Reads what was kept. Whatever cannot be used is said in the log and left out.
     *
     * @param datacenter of which one; empty for the only one there is
     */
    Optional<SavedState> load(String datacenter);

    /**
     * Takes a state to be kept. Returns at once; it is written later, or a newer one in its place. One with a datacenter's
     * name takes the place of one without, too.
     */
    void save(SavedState state);

    /**
     * How old what is kept of a datacenter is, as the file system has it; -1 where nothing is. Any thread.
     *
     * @param datacenter which one; empty for the one without a name
     */
    long ageMillis(String datacenter);

    /** Writes what is left to be written, within a second. */
    @Override
    void close();
}
