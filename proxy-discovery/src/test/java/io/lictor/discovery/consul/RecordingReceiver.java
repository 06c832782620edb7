package io.lictor.discovery.consul;

import io.lictor.discovery.Instance;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Receiver;
import io.lictor.discovery.ServiceSnapshot;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told of a service. Any thread. */
final class RecordingReceiver implements Receiver<ServiceSnapshot> {

    final List<ServiceSnapshot> told = new CopyOnWriteArrayList<>();
    final List<Fault> faults = new CopyOnWriteArrayList<>();

    @Override
    public void answered(ServiceSnapshot snapshot) {
        told.add(snapshot);
    }

    @Override
    public void failed(Fault fault) {
        faults.add(fault);
    }

    /** The ports of the last answer. */
    List<Integer> ports() {
        return told.isEmpty()
                ? List.of()
                : told.get(told.size() - 1).instances().stream()
                        .map(Instance::port)
                        .toList();
    }
}
