package io.lictor.pool;

import io.lictor.upstream.Endpoint;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one endpoint: the idle ones, how many are being made, and who waits for one.
 *
 * <p>Confined to its loop. Calls nobody but the connections it closes.
 */
final class EndpointPool {

    /*
     * No more than max_connecting connections are made at once, so that a peer that hangs does not collect one for every
     * request. Who comes beyond that waits, with the deadline of connecting running, for whatever is first: a connection
     * that another exchange gives back, or its turn to make one. While somebody waits nothing is idle.
     */

    private final Endpoint endpoint;
    private final int loop;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<UpstreamConnection> waiting = new ArrayDeque<>();
    private int connecting;

    EndpointPool(Endpoint endpoint, int loop) {
        this.endpoint = endpoint;
        this.loop = loop;
    }

    /** Takes the newest idle connection; null when there is none. */
    @Nullable
    UpstreamConnection takeNewest() {
        UpstreamConnection connection = idle.pollFirst();
        if (connection != null) {
            publish();
        }
        return connection;
    }

    void add(UpstreamConnection connection) {
        idle.addFirst(connection);
        publish();
    }

    void remove(UpstreamConnection connection) {
        idle.remove(connection);
        publish();
    }

    /** Closes the one that has been idle for longest; false when none is idle. */
    boolean closeOldest() {
        UpstreamConnection oldest = idle.peekLast();
        if (oldest == null) {
            return false;
        }
        oldest.close();
        return true;
    }

    void closeIdle() {
        List.copyOf(idle).forEach(UpstreamConnection::close);
    }

    /** Begins to make a connection if fewer than {@code most} are being made. */
    boolean beginConnecting(int most) {
        if (connecting >= most) {
            return false;
        }
        connecting++;
        return true;
    }

    void endConnecting() {
        connecting--;
    }

    void await(UpstreamConnection connection) {
        waiting.addLast(connection);
    }

    void awaitNoMore(UpstreamConnection connection) {
        waiting.remove(connection);
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Who has waited for longest, and waits no more; null when nobody does. */
    @Nullable
    UpstreamConnection takeWaiting() {
        return waiting.pollFirst();
    }

    /** Whether it can be forgotten. */
    boolean isUnused() {
        return idle.isEmpty() && waiting.isEmpty() && connecting == 0;
    }

    private void publish() {
        endpoint.idleConnections().set(loop, idle.size());
    }
}
