package io.lictor.downstream;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The client connections of one event loop. Confined to it, but for their number. */
public final class OpenConnections {

    private final Set<ClientConnection> connections = new LinkedHashSet<>();
    private final AtomicInteger count = new AtomicInteger();

    /** How many there are, or are just being set up. Any thread. */
    public int count() {
        return count.get();
    }

    /** Closes all at once. On the loop. */
    public void cutAll() {
        new ArrayList<>(connections).forEach(ClientConnection::cut);
    }

    /** One is about to be registered: counted at once, so that the next goes elsewhere. */
    void expect() {
        count.incrementAndGet();
    }

    /** One that was expected did not come. */
    void unexpect() {
        count.decrementAndGet();
    }

    void add(ClientConnection connection) {
        connections.add(connection);
    }

    void remove(ClientConnection connection) {
        if (connections.remove(connection)) {
            count.decrementAndGet();
        }
    }
}
