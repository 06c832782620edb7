package io.lictor.server.demo;

import io.lictor.engine.UpstreamView.PeerView;
import io.lictor.server.app.Application;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Looks at one upstream of a Lictor all the time, and notes how long each change took to be there.
 *
 * <p>Changes are told by one thread; looks on its own, until {@link #close()}.
 */
final class LagWatch implements AutoCloseable {

    /** From one look to the next: what it adds to a lag at most, and little work beside 20,000 peers. */
    private static final long PERIOD_NANOS = 200_000_000;

    /** A port that was told, when, and whether it shall be there. */
    private record Change(long nanos, boolean there) {}

    private final Application lictor;
    private final String upstream;
    private final Map<Integer, Change> awaited = new ConcurrentHashMap<>();
    private final List<Long> lags = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "lag-watch");
    private volatile boolean stopped;

    LagWatch(Application lictor, String upstream) {
        this.lictor = lictor;
        this.upstream = upstream;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Consul has taken a change. One of the same port that was not seen yet is not awaited any more. */
    void told(int port, boolean there) {
        awaited.put(port, new Change(System.nanoTime(), there));
    }

    /** The ports that are there now. */
    Set<Integer> ports() {
        return look().stream().boxed().collect(Collectors.toSet());
    }

    /** The same, with little garbage: it is looked at many times a second, beside requests whose time is taken. */
    private BitSet look() {
        BitSet ports = new BitSet();
        lictor.view().upstreams().stream()
                .filter(view -> view.name().equals(upstream))
                .flatMap(view -> view.peers().stream())
                .map(PeerView::address)
                .forEach(address ->
                        ports.set(Integer.parseInt(address, address.lastIndexOf(':') + 1, address.length(), 10)));
        return ports;
    }

    /** How long each change took that was seen, in milliseconds, the shortest first; to be asked when it is closed. */
    List<Long> lagMillis() {
        return lags.stream().map(nanos -> nanos / 1_000_000).sorted().toList();
    }

    /** How many changes were not seen yet. */
    int awaited() {
        return awaited.size();
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    private void run() {
        while (!stopped) {
            BitSet now = look();
            long seen = System.nanoTime();
            awaited.forEach((port, change) -> {
                if (now.get(port) == change.there() && awaited.remove(port, change)) {
                    lags.add(Math.max(seen - change.nanos(), 0));
                }
            });
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }
}
