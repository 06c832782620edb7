package io.lictor.server.app;

import io.lictor.config.DesiredState;
import io.lictor.engine.Lictor;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes desired states from discovery: keeps the newest until there is an engine, then hands each on.
 *
 * <p>Any thread.
 */
final class StateRelay implements Consumer<DesiredState> {

    private DesiredState newest = DesiredState.EMPTY;
    private Optional<Lictor> engine = Optional.empty();

    @Override
    public synchronized void accept(DesiredState state) {
        newest = state;
        engine.ifPresent(running -> running.apply(state));
    }

    /** The newest state so far, to start an engine with. */
    synchronized DesiredState newest() {
        return newest;
    }

    /** From now on states go to {@code running}, the newest one first: it may have come since the engine was started. */
    synchronized void relayTo(Lictor running) {
        engine = Optional.of(running);
        running.apply(newest);
    }

    /** From now on states go nowhere. */
    synchronized void stop() {
        engine = Optional.empty();
    }
}
