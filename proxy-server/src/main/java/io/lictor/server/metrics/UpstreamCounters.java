package io.lictor.server.metrics;

import io.lictor.config.Address;
import io.lictor.observe.CompletedExchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one event loop counted at one upstream.
 *
 * <p>Written on that loop, read by any thread.
 */
final class UpstreamCounters {

    /** Requests by the first digit of their status; 0 is for a status that is none. */
    static final int STATUS_CLASSES = 6;

    static final int DURATION_NANOS = STATUS_CLASSES;
    static final int BYTES_RECEIVED = STATUS_CLASSES + 1;
    static final int BYTES_SENT = STATUS_CLASSES + 2;
    static final int RETRIES_REFUSED = STATUS_CLASSES + 3;
    private static final int COUNT = STATUS_CLASSES + 4;

    private final LoopLongs longs = new LoopLongs(COUNT);
    /** Only its loop adds; concurrent so that a scrape can read meanwhile. Reading takes no lock. */
    private final Map<Address, PeerCounters> peers = new ConcurrentHashMap<>();

    void completed(CompletedExchange exchange) {
        int statusClass = exchange.status() / 100;
        longs.add(statusClass > 0 && statusClass < STATUS_CLASSES ? statusClass : 0, 1);
        longs.add(DURATION_NANOS, exchange.durationNanos());
        longs.add(BYTES_RECEIVED, exchange.bodyBytesReceived());
        longs.add(BYTES_SENT, exchange.bodyBytesSent());
    }

    void retryRefused() {
        longs.add(RETRIES_REFUSED, 1);
    }

    /** The counters of a peer, new ones when it is first heard of. To be called on the loop. */
    PeerCounters peer(Address address) {
        PeerCounters known = peers.get(address);
        if (known != null) {
            return known;
        }
        PeerCounters counters = new PeerCounters();
        peers.put(address, counters);
        return counters;
    }

    long get(int index) {
        return longs.get(index);
    }

    /** All peers heard of. Any thread. */
    Map<Address, PeerCounters> peers() {
        return peers;
    }
}
