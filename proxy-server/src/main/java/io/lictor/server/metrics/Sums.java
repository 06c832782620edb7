package io.lictor.server.metrics;

import io.lictor.config.Address;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Sums the counters of all event loops. Any thread. */
final class Sums {

    private final List<LoopMetrics> loops = new CopyOnWriteArrayList<>();

    LoopMetrics newLoop() {
        LoopMetrics loop = new LoopMetrics();
        loops.add(loop);
        return loop;
    }

    long ofLoops(int index) {
        return sum(loop -> loop.get(index));
    }

    long clientsNow() {
        return sum(loop -> loop.get(LoopMetrics.CLIENTS_ACCEPTED) - loop.get(LoopMetrics.CLIENTS_ENDED));
    }

    long ofUpstream(String upstream, int index) {
        return sum(loop -> {
            UpstreamCounters counters = loop.upstreams().get(upstream);
            return counters == null ? 0 : counters.get(index);
        });
    }

    /** How many exchanges of the upstream ended, whatever their status. */
    long requests(String upstream) {
        long sum = 0;
        for (int statusClass = 0; statusClass < UpstreamCounters.STATUS_CLASSES; statusClass++) {
            sum += ofUpstream(upstream, statusClass);
        }
        return sum;
    }

    long ofPeer(String upstream, Address peer, ToLongFunction<PeerCounters> value) {
        return sum(loop -> {
            UpstreamCounters counters = loop.upstreams().get(upstream);
            PeerCounters peerCounters =
                    counters == null ? null : counters.peers().get(peer);
            return peerCounters == null ? 0 : value.applyAsLong(peerCounters);
        });
    }

    Set<String> upstreams() {
        Set<String> names = new TreeSet<>();
        loops.forEach(loop -> names.addAll(loop.upstreams().keySet()));
        return names;
    }

    /** What was heard of so far: a row a peer and cause. */
    Set<Result> results(Function<PeerCounters, CauseCounters> counters) {
        Set<Result> results = new TreeSet<>();
        for (LoopMetrics loop : loops) {
            loop.upstreams()
                    .forEach((upstream, known) -> known.peers().forEach((peer, peerCounters) -> {
                        for (String result : counters.apply(peerCounters).causes()) {
                            results.add(new Result(upstream, peer, result));
                        }
                    }));
        }
        return results;
    }

    /** Every peer heard of, with an empty result. */
    Set<Result> peers() {
        Set<Result> peers = new TreeSet<>();
        for (LoopMetrics loop : loops) {
            loop.upstreams()
                    .forEach((upstream, counters) ->
                            counters.peers().keySet().forEach(peer -> peers.add(new Result(upstream, peer, ""))));
        }
        return peers;
    }

    private long sum(ToLongFunction<LoopMetrics> value) {
        long sum = 0;
        for (LoopMetrics loop : loops) {
            sum += value.applyAsLong(loop);
        }
        return sum;
    }

    /** A peer of an upstream, and how an attempt at it ended, or why it was taken out. */
    record Result(String upstream, Address peer, String result) implements Comparable<Result> {

        @Override
        public int compareTo(Result other) {
            return key().compareTo(other.key());
        }

        private String key() {
            return upstream + ' ' + peer + ' ' + result;
        }
    }
}
