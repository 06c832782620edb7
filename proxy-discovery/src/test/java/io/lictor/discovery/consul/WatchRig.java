package io.lictor.discovery.consul;

import io.lictor.discovery.Instance;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Known;
import io.lictor.discovery.Registry.Receiver;
import io.lictor.discovery.ServiceSnapshot;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A watch of the service {@code a} before a scripted Consul, in virtual time. One thread. */
final class WatchRig {

    final TrafficMeter meter = new TrafficMeter();
    final FakeTicker ticker = new FakeTicker();
    final ScriptedTransport consul;
    final List<ServiceSnapshot> told = new ArrayList<>();
    final List<Fault> faults = new ArrayList<>();

    private final WatchLoop<ServiceSnapshot> loop;

    WatchRig(ConsulKind kind) {
        this(kind, Known.NOTHING);
    }

    /** With what is known from the last run. */
    WatchRig(ConsulKind kind, Known known) {
        this(kind, known, false);
    }

    private WatchRig(ConsulKind kind, Known known, boolean believing) {
        consul = new ScriptedTransport(kind);
        ServiceReader reader = new ServiceReader("a", new NodeProbe(consul), known);
        loop = new WatchLoop<>(
                "/v1/health/service/a",
                consul,
                believing ? new BelievedReader<>(reader, new SelfTest(ticker), consul) : reader,
                new Receiver<>() {
                    @Override
                    public void answered(ServiceSnapshot snapshot) {
                        told.add(snapshot);
                    }

                    @Override
                    public void failed(Fault fault) {
                        faults.add(fault);
                    }
                },
                ticker,
                new Random(1),
                meter);
        loop.knew(known.revision());
    }

    /** One that believes an empty answer only after a self test. */
    static WatchRig believing(ConsulKind kind, Known known) {
        return new WatchRig(kind, known, true);
    }

    /** One turn that does not wait for news, and the pause after it. */
    long read() {
        long pause = loop.read();
        ticker.advance(Duration.ofMillis(pause));
        return pause;
    }

    /** The same, if the index moved. */
    long readIfMoved() {
        long pause = loop.readIfMoved();
        ticker.advance(Duration.ofMillis(pause));
        return pause;
    }

    /** Somebody else found that nobody can ask. */
    void cannotAsk() {
        loop.cannotAsk(new Fault(false, "no trigger answers"));
    }

    /** One turn, and the pause after it. */
    long turn() {
        long pause = loop.turn();
        ticker.advance(Duration.ofMillis(pause));
        return pause;
    }

    ServiceSnapshot last() {
        return told.get(told.size() - 1);
    }

    /** The ports in the last answer told. */
    List<Integer> ports() {
        return last().instances().stream().map(Instance::port).toList();
    }

    /** The service ids that the last answer told says were deregistered. */
    List<String> gone() {
        return last().gone().stream().map(Instance.Id::serviceId).sorted().toList();
    }
}
