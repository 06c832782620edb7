package io.lictor.downstream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The client connections of one event loop. Confined to it, but for their number. */
public final class OpenConnections {

    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Set<ClientConnection> connections = new LinkedHashSet<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile @Nullable Admission admission;

    /** How many there are, or are just being set up. Any thread. */
    public int count() {
        return count.get();
    }

    /** Closes all at once. On the loop. */
    public void cutAll() {
        new ArrayList<>(connections).forEach(ClientConnection::cut);
    }

    /**
     * Closes idle ones, those first that have been for the longest time. Not those that were just made: their first
     * request is on its way. On the loop.
     *
     * @param nowNanos the time on the clock of {@link ClientConnection#idleSinceNanos()}
     * @return how many were closed
     */
    int closeIdle(int most, long nowNanos) {
        List<ClientConnection> idle = new ArrayList<>();
        for (ClientConnection connection : connections) {
            if (connection.isIdle() && !(connection.isNew() && nowNanos - connection.idleSinceNanos() < GRACE_NANOS)) {
                idle.add(connection);
            }
        }
        idle.sort(Comparator.comparingLong(ClientConnection::idleSinceNanos));
        int closed = Math.min(most, idle.size());
        idle.subList(0, closed).forEach(ClientConnection::cut);
        return closed;
    }

    /** Who hears of each end. */
    void reportTo(Admission newAdmission) {
        admission = newAdmission;
    }

    /** One is about to be registered: counted at once, so that the next goes elsewhere. */
    void expect() {
        count.incrementAndGet();
    }

    /** One that was expected did not come. */
    void unexpect() {
        count.decrementAndGet();
        tell();
    }

    void add(ClientConnection connection) {
        connections.add(connection);
    }

    void remove(ClientConnection connection) {
        if (connections.remove(connection)) {
            count.decrementAndGet();
            tell();
        }
    }

    private void tell() {
        Admission current = admission;
        if (current != null) {
            current.connectionEnded();
        }
    }
}
