package io.lictor.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A registry that says what the test tells it to. One thread. */
final class ScriptedRegistry implements Registry {

    private final List<Receiver<CatalogSnapshot>> catalog = new ArrayList<>();
    private final SortedMap<String, Receiver<KeysSnapshot>> keys = new TreeMap<>();
    private final SortedMap<String, Receiver<ServiceSnapshot>> services = new TreeMap<>();

    private final List<String> askedAgain = new ArrayList<>();
    private final SortedMap<String, Known> known = new TreeMap<>();
    private final Map<String, ServiceSnapshot> last = new HashMap<>();
    private final Map<String, Optional<ServiceSnapshot>> second = new HashMap<>();
    private final List<String> askedTwice = new ArrayList<>();
    private RegistryIdentity identity = RegistryIdentity.NONE;
    private final List<Integer> expected = new ArrayList<>();

    void keys(String prefix, KeysSnapshot snapshot) {
        Receiver<KeysSnapshot> receiver = keys.get(prefix);
        if (receiver != null) {
            receiver.answered(snapshot);
        }
    }

    void failKeys(Fault fault) {
        keys.values().forEach(receiver -> receiver.failed(fault));
    }

    void catalog(CatalogSnapshot snapshot) {
        catalog.forEach(receiver -> receiver.answered(snapshot));
    }

    /** Who answers from now on. */
    void identity(RegistryIdentity newIdentity) {
        identity = newIdentity;
    }

    @Override
    public RegistryIdentity identity() {
        return identity;
    }

    /** What is said of a service to whoever asks a second time, from now on; empty for nothing at all. */
    void second(String service, Optional<ServiceSnapshot> snapshot) {
        second.put(service, snapshot);
    }

    /** For which services it was asked a second time. */
    List<String> askedTwice() {
        return askedTwice;
    }

    void service(String name, ServiceSnapshot snapshot) {
        last.put(name, snapshot);
        Receiver<ServiceSnapshot> receiver = services.get(name);
        if (receiver != null) {
            receiver.answered(snapshot);
        }
    }

    void fail(Fault fault) {
        catalog.forEach(receiver -> receiver.failed(fault));
        services.values().forEach(receiver -> receiver.failed(fault));
    }

    /** For which services it was told to ask now. */
    List<String> askedAgain() {
        return askedAgain;
    }

    /** What it was told that is known of a service. */
    Known known(String service) {
        return known.getOrDefault(service, Known.NOTHING);
    }

    /** How many services it was told that will be watched next, each time. */
    List<Integer> expected() {
        return expected;
    }

    List<String> watched() {
        return List.copyOf(services.keySet());
    }

    @Override
    public void expect(int count) {
        expected.add(count);
    }

    @Override
    public Watch watchCatalog(Receiver<CatalogSnapshot> receiver) {
        catalog.add(receiver);
        return catalog::clear;
    }

    @Override
    public Watch watchService(String service, Known before, Receiver<ServiceSnapshot> receiver) {
        known.put(service, before);
        return watchService(service, receiver);
    }

    @Override
    public Watch watchService(String service, Receiver<ServiceSnapshot> receiver) {
        services.put(service, receiver);
        return new Watch() {
            @Override
            public void again() {
                askedAgain.add(service);
            }

            @Override
            public void close() {
                services.remove(service);
            }
        };
    }

    /** As the watch last said, if nothing else is to be said. */
    @Override
    public void readService(String service, Receiver<ServiceSnapshot> receiver) {
        askedTwice.add(service);
        second.getOrDefault(service, Optional.ofNullable(last.get(service)))
                .ifPresentOrElse(receiver::answered, () -> receiver.failed(new Fault(false, "silent")));
    }

    @Override
    public Watch watchKeys(String prefix, Receiver<KeysSnapshot> receiver) {
        keys.put(prefix, receiver);
        return () -> keys.remove(prefix);
    }

    @Override
    public void close() {}
}
