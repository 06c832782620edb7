package io.lictor.server.metrics;

import io.lictor.config.Address;
import io.lictor.observe.CompletedExchange;
import io.lictor.observe.LoopObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what happens on one event loop.
 *
 * <p>Confined to that loop; its counters are read by any thread. Allocates only when an upstream, a peer or a result is
 * first heard of.
 */
final class LoopMetrics implements LoopObserver {

    static final int CLIENTS_ACCEPTED = 0;
    static final int CLIENTS_ENDED = 1;
    private static final int COUNT = 2;

    private final LoopLongs longs = new LoopLongs(COUNT);
    /** Only its loop adds; concurrent so that a scrape can read meanwhile. Reading takes no lock. */
    private final Map<String, UpstreamCounters> upstreams = new ConcurrentHashMap<>();

    @Override
    public void clientConnected() {
        longs.add(CLIENTS_ACCEPTED, 1);
    }

    @Override
    public void clientDisconnected() {
        longs.add(CLIENTS_ENDED, 1);
    }

    @Override
    public void peerConnected(String upstream, Address peer) {
        upstream(upstream).peer(peer).add(PeerCounters.OPENED);
    }

    @Override
    public void peerDisconnected(String upstream, Address peer) {
        upstream(upstream).peer(peer).add(PeerCounters.CLOSED);
    }

    @Override
    public void attemptCompleted(String upstream, Address peer, String failure) {
        upstream(upstream).peer(peer).results().add(failure.isEmpty() ? "ok" : failure);
    }

    @Override
    public void peerEjected(String upstream, Address peer, String cause) {
        upstream(upstream).peer(peer).ejections().add(cause);
    }

    @Override
    public void peerRestored(String upstream, Address peer, String cause) {
        upstream(upstream).peer(peer).add(PeerCounters.RESTORED);
    }

    @Override
    public void retryRefused(String upstream) {
        upstream(upstream).retryRefused();
    }

    @Override
    public void peerSpared(String upstream, Address peer, String cause) {
        upstream(upstream).peer(peer).spared().add(cause);
    }

    @Override
    public void peerChecked(String upstream, Address peer, boolean passed) {
        upstream(upstream).peer(peer).add(passed ? PeerCounters.CHECKS_PASSED : PeerCounters.CHECKS_FAILED);
    }

    @Override
    public void peerDrained(String upstream, Address peer, int cut) {
        upstream(upstream).peer(peer).add(PeerCounters.DRAIN_CUT, cut);
    }

    @Override
    public void exchangeCompleted(CompletedExchange exchange) {
        upstream(exchange.upstream()).completed(exchange);
    }

    private UpstreamCounters upstream(String name) {
        UpstreamCounters known = upstreams.get(name);
        if (known != null) {
            return known;
        }
        UpstreamCounters counters = new UpstreamCounters();
        upstreams.put(name, counters);
        return counters;
    }

    long get(int index) {
        return longs.get(index);
    }

    /** All upstreams heard of. Any thread. */
    Map<String, UpstreamCounters> upstreams() {
        return upstreams;
    }
}
