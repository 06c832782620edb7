package io.lictor.server.metrics;

import io.lictor.config.Address;
import io.lictor.server.metrics.Sums.Result;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The Micrometer meters over {@link Sums}.
 *
 * <p>Used by one thread at a time. Owns the registry. A meter of an upstream, peer or result is made at the first scrape
 * that finds it.
 */
final class Meters implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Sums sums;
    private final GaugeRows gaugeRows = new GaugeRows(registry);
    private final Set<Object> known = new HashSet<>();

    Meters(Sums sums, LongSupplier droppedLogLines) {
        this.sums = sums;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
        FunctionCounter.builder(
                        "lictor.client.connections.accepted", sums, s -> s.ofLoops(LoopMetrics.CLIENTS_ACCEPTED))
                .description("Client connections accepted")
                .register(registry);
        Gauge.builder("lictor.client.connections", sums, Sums::clientsNow)
                .description("Client connections open now")
                .register(registry);
        FunctionCounter.builder("lictor.access.log.dropped", droppedLogLines, LongSupplier::getAsLong)
                .description("Lines of the access log that were dropped because its file was too slow")
                .register(registry);
    }

    String scrape(List<GaugeRow> rows) {
        for (String upstream : sums.upstreams()) {
            if (known.add(upstream)) {
                addUpstream(upstream);
                addRefusals(upstream);
            }
        }
        for (Result peer : sums.peers()) {
            if (known.add(peer)) {
                addPeer(peer.upstream(), peer.peer());
            }
        }
        addCauses("lictor.attempts", "result", "Attempts at the peer, by how they ended", PeerCounters::results);
        addCauses(
                "lictor.ejections", "cause", "How often the peer was taken out, by the cause", PeerCounters::ejections);
        addCauses(
                "lictor.ejections.spared",
                "cause",
                "How often the peer should have been taken out and max_ejection kept it in",
                PeerCounters::spared);
        gaugeRows.set(rows);
        return registry.scrape();
    }

    private void addUpstream(String upstream) {
        for (int statusClass = 1; statusClass < UpstreamCounters.STATUS_CLASSES; statusClass++) {
            int index = statusClass;
            FunctionCounter.builder("lictor.requests", sums, s -> s.ofUpstream(upstream, index))
                    .description("Requests ended, by the class of their status")
                    .tags("upstream", upstream, "status", statusClass + "xx")
                    .register(registry);
        }
        FunctionTimer.builder(
                        "lictor.request.duration",
                        sums,
                        s -> s.requests(upstream),
                        s -> s.ofUpstream(upstream, UpstreamCounters.DURATION_NANOS),
                        TimeUnit.NANOSECONDS)
                .description("From the first byte of a request to the last of its response")
                .tags("upstream", upstream)
                .register(registry);
        FunctionCounter.builder(
                        "lictor.request.body", sums, s -> s.ofUpstream(upstream, UpstreamCounters.BYTES_RECEIVED))
                .description("Bytes of request bodies received from clients")
                .baseUnit("bytes")
                .tags("upstream", upstream)
                .register(registry);
        FunctionCounter.builder("lictor.response.body", sums, s -> s.ofUpstream(upstream, UpstreamCounters.BYTES_SENT))
                .description("Bytes of response bodies sent to clients")
                .baseUnit("bytes")
                .tags("upstream", upstream)
                .register(registry);
    }

    private void addRefusals(String upstream) {
        FunctionCounter.builder(
                        "lictor.retries.refused", sums, s -> s.ofUpstream(upstream, UpstreamCounters.RETRIES_REFUSED))
                .description("Second tries that retry_budget did not allow")
                .tags("upstream", upstream)
                .register(registry);
    }

    private void addPeer(String upstream, Address peer) {
        Gauge.builder("lictor.peer.connections", sums, s -> s.ofPeer(upstream, peer, Meters::connectionsNow))
                .description("Connections to the peer open now")
                .tags("upstream", upstream, "peer", peer.toString())
                .register(registry);
        FunctionCounter.builder(
                        "lictor.peer.connections.opened",
                        sums,
                        s -> s.ofPeer(upstream, peer, c -> c.get(PeerCounters.OPENED)))
                .description("Connections to the peer opened")
                .tags("upstream", upstream, "peer", peer.toString())
                .register(registry);
        addPeerCounter(upstream, peer, "lictor.restorations", "How often the peer came back", PeerCounters.RESTORED);
        addPeerCounter(
                upstream,
                peer,
                "lictor.drain.cut",
                "Exchanges cut at the peer after it left and drain_timeout had passed",
                PeerCounters.DRAIN_CUT);
        addChecks(upstream, peer, "passed", PeerCounters.CHECKS_PASSED);
        addChecks(upstream, peer, "failed", PeerCounters.CHECKS_FAILED);
    }

    private void addPeerCounter(String upstream, Address peer, String name, String description, int index) {
        FunctionCounter.builder(name, sums, s -> s.ofPeer(upstream, peer, c -> c.get(index)))
                .description(description)
                .tags("upstream", upstream, "peer", peer.toString())
                .register(registry);
    }

    private void addChecks(String upstream, Address peer, String result, int index) {
        FunctionCounter.builder("lictor.health.checks", sums, s -> s.ofPeer(upstream, peer, c -> c.get(index)))
                .description("Active checks of the peer, by their result")
                .tags("upstream", upstream, "peer", peer.toString(), "result", result)
                .register(registry);
    }

    /** A counter for each cause that is new since the last scrape. */
    private void addCauses(
            String name, String label, String description, Function<PeerCounters, CauseCounters> counters) {
        for (Result result : sums.results(counters)) {
            if (known.add(name + ' ' + result)) {
                FunctionCounter.builder(
                                name,
                                sums,
                                s -> s.ofPeer(
                                        result.upstream(),
                                        result.peer(),
                                        c -> counters.apply(c).get(result.result())))
                        .description(description)
                        .tags(
                                "upstream",
                                result.upstream(),
                                "peer",
                                result.peer().toString(),
                                label,
                                result.result())
                        .register(registry);
            }
        }
    }

    private static long connectionsNow(PeerCounters counters) {
        return counters.get(PeerCounters.OPENED) - counters.get(PeerCounters.CLOSED);
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
