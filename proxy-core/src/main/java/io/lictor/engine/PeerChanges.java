package io.lictor.engine;

import io.lictor.exchange.Worker;
import io.lictor.health.CheckLoop;
import io.lictor.health.Checks;
import io.lictor.observe.LoopObserver;
import io.lictor.tls.TlsContexts;
import io.lictor.upstream.Departure;
import io.lictor.upstream.HealthNews;
import io.lictor.upstream.PeerReconciler;
import io.netty.channel.ChannelFactory;
import io.netty.channel.socket.SocketChannel;
import java.util.List;
import java.util.Map;

/**
 * What a new generation means for the loops: connections of retired endpoints end, peers that left drain, who waits
 * for a peer looks anew, checks begin and end.
 *
 * <p>Any thread but an event loop; calls take effect in their order.
 */
final class PeerChanges {

    private final List<Worker> workers;
    private final Checks checks;
    private boolean closed;

    PeerChanges(List<Worker> workers, ChannelFactory<SocketChannel> channels, TlsContexts tls) {
        this.workers = workers;
        this.checks = new Checks(workers.stream()
                .map(worker -> new CheckLoop(
                        worker.loop(), channels, worker.allocator(), tls, worker.timers(), worker.observer()))
                .toList());
    }

    /** A generation with this outcome is the current one. */
    synchronized void applied(PeerReconciler.Result result) {
        if (closed) {
            return;
        }
        for (Worker worker : workers) {
            worker.loop().execute(() -> {
                result.retired().forEach(worker.pool()::evict);
                result.leaving().forEach(worker::peerLeaves);
                worker.generationChanged();
                result.left().forEach(Departure::loopFollowed);
            });
        }
        if (!result.changes().isEmpty()) {
            Worker first = workers.get(0);
            first.loop().execute(() -> tell(first.observer(), result.changes()));
        }
        checks.update(result.peers());
    }

    /** Ends all checks: what is cut by the end of the engine says nothing of a peer. */
    synchronized void close() {
        closed = true;
        checks.update(Map.of());
    }

    private static void tell(LoopObserver observer, List<PeerReconciler.Change> changes) {
        for (PeerReconciler.Change change : changes) {
            String known = change.peer().reason();
            HealthNews.tell(
                    observer,
                    change.peer(),
                    change.change(),
                    HealthNews.UPDATE,
                    known.isEmpty() ? "other peers or options" : known);
        }
    }
}
