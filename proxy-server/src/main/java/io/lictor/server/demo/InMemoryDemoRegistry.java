package io.lictor.server.demo;

import io.lictor.discovery.InMemoryRegistry;
import io.lictor.discovery.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** No Consul: services are passing from the moment they are registered. Any thread. */
final class InMemoryDemoRegistry implements DemoRegistry {

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final Map<String, Long> passingSince = new ConcurrentHashMap<>();

    @Override
    public String description() {
        return "a registry in memory";
    }

    @Override
    public Registry open() {
        return registry;
    }

    @Override
    public void register(DemoService service) {
        passingSince.put(service.name(), System.nanoTime());
        registry.register(service.name(), SERVICE, "127.0.0.1", service.port(), List.of(TAG));
    }

    @Override
    public void deregister(DemoService service) {
        registry.deregister(service.name());
    }

    @Override
    public long awaitPassing(DemoService service, Duration atMost) {
        return passingSince.getOrDefault(service.name(), System.nanoTime());
    }

    @Override
    public List<String> hints() {
        return List.of();
    }

    @Override
    public void close() {
        registry.close();
    }
}
