package io.lictor.server.demo;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The services of one demonstration, by number. Any thread; owns their processes. */
final class DemoServices implements AutoCloseable {

    private final List<DemoService> services = new CopyOnWriteArrayList<>();

    /** Starts one more. */
    DemoService start() throws IOException {
        DemoService service = DemoService.start("keycloak-" + (services.size() + 1));
        services.add(service);
        return service;
    }

    DemoService get(int index) {
        return services.get(index);
    }

    List<DemoService> all() {
        return List.copyOf(services);
    }

    @Override
    public void close() {
        services.forEach(DemoService::close);
    }
}
