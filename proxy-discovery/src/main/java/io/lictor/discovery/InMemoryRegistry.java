package io.lictor.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * A registry without a server, for tests and demonstrations: what is registered here is told at once, by the thread that
 * registers it. Any thread; owns nothing but its table.
 */
public final class InMemoryRegistry implements Registry {

    private final Object lock = new Object();
    private final Map<String, Instance> instances = new TreeMap<>();
    private final List<Receiver<CatalogSnapshot>> catalogReceivers = new ArrayList<>();
    private final Map<String, List<Receiver<ServiceSnapshot>>> serviceReceivers = new HashMap<>();
    private final SortedMap<String, String> keys = new TreeMap<>();
    private final Map<Receiver<KeysSnapshot>, String> keyReceivers = new LinkedHashMap<>();
    private long registrations;

    /** Registers an instance, or replaces the one with this id; it is passing. */
    public void register(String id, String service, String host, int port, List<String> tags) {
        synchronized (lock) {
            Instance.Id identity = new Instance.Id("memory", "local", id);
            registrations++;
            put(new Instance(
                    identity, service, host, port, tags, Map.of(), Instance.Status.PASSING, 1, 1, registrations));
        }
    }

    /** Registers an instance under its service id, or replaces the one there. */
    public void register(Instance instance) {
        synchronized (lock) {
            put(instance);
        }
    }

    /** Gives an instance another status; nothing happens when there is none. */
    public void report(String id, Instance.Status status) {
        change(id, instance -> instance.withStatus(status));
    }

    /** Removes an instance; nothing happens when there is none. */
    public void deregister(String id) {
        synchronized (lock) {
            Instance removed = instances.remove(id);
            if (removed != null) {
                tell(removed.service(), Set.of(removed.id()));
            }
        }
    }

    /** Sets a key, or deletes it where {@code value} is empty. */
    public void set(String key, Optional<String> value) {
        synchronized (lock) {
            if (value.isPresent()) {
                keys.put(key, value.get());
            } else {
                keys.remove(key);
            }
            Map.copyOf(keyReceivers).forEach((receiver, prefix) -> receiver.answered(keys(prefix)));
        }
    }

    @Override
    public Watch watchCatalog(Receiver<CatalogSnapshot> receiver) {
        synchronized (lock) {
            catalogReceivers.add(receiver);
            receiver.answered(catalog());
        }
        return () -> {
            synchronized (lock) {
                catalogReceivers.remove(receiver);
            }
        };
    }

    @Override
    public Watch watchService(String service, Receiver<ServiceSnapshot> receiver) {
        synchronized (lock) {
            serviceReceivers.computeIfAbsent(service, name -> new ArrayList<>()).add(receiver);
            receiver.answered(service(service, Set.of()));
        }
        return () -> {
            synchronized (lock) {
                serviceReceivers.getOrDefault(service, new ArrayList<>()).remove(receiver);
            }
        };
    }

    @Override
    public void readService(String service, Receiver<ServiceSnapshot> receiver) {
        synchronized (lock) {
            receiver.answered(service(service, Set.of()));
        }
    }

    @Override
    public Watch watchKeys(String prefix, Receiver<KeysSnapshot> receiver) {
        synchronized (lock) {
            keyReceivers.put(receiver, prefix);
            receiver.answered(keys(prefix));
        }
        return () -> {
            synchronized (lock) {
                keyReceivers.remove(receiver);
            }
        };
    }

    @Override
    public void close() {
        synchronized (lock) {
            keyReceivers.clear();
            catalogReceivers.clear();
            serviceReceivers.clear();
        }
    }

    private void change(String id, UnaryOperator<Instance> change) {
        synchronized (lock) {
            Instance before = instances.get(id);
            if (before != null) {
                put(change.apply(before));
            }
        }
    }

    private void put(Instance instance) {
        Instance before = instances.put(instance.id().serviceId(), instance);
        if (before != null && !before.service().equals(instance.service())) {
            tell(before.service(), Set.of(before.id()));
        }
        tell(instance.service(), Set.of());
    }

    private void tell(String service, Set<Instance.Id> gone) {
        CatalogSnapshot catalog = catalog();
        List.copyOf(catalogReceivers).forEach(receiver -> receiver.answered(catalog));
        ServiceSnapshot snapshot = service(service, gone);
        List.copyOf(serviceReceivers.getOrDefault(service, List.of())).forEach(r -> r.answered(snapshot));
    }

    private KeysSnapshot keys(String prefix) {
        SortedMap<String, String> found = new TreeMap<>();
        keys.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key, value);
            }
        });
        return new KeysSnapshot(found, true, true);
    }

    private CatalogSnapshot catalog() {
        Map<String, Set<String>> services = new HashMap<>();
        for (Instance instance : instances.values()) {
            services.computeIfAbsent(instance.service(), name -> new TreeSet<>())
                    .addAll(instance.tags());
        }
        return new CatalogSnapshot(services, true);
    }

    private ServiceSnapshot service(String name, Set<Instance.Id> gone) {
        List<Instance> found = instances.values().stream()
                .filter(instance -> instance.service().equals(name))
                .toList();
        return new ServiceSnapshot(found, gone, true, true);
    }
}
