package io.lictor.server.demo;

import io.lictor.discovery.Registry;
import io.lictor.discovery.consul.ConsulOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Where the demonstration registers its services. Any thread; whoever made it closes it. */
interface DemoRegistry extends AutoCloseable {

    /** The service's name, as the mission's own example has it. */
    String SERVICE = "S00123-keycloak";

    /** The tag that the route selects. */
    String TAG = "S00123";

    /** What it is, in words. */
    String description();

    /** How Lictor reaches it where it is a Consul. */
    Optional<ConsulOptions> consul();

    /** The registry as Lictor sees it; Lictor closes it. */
    Registry open();

    /** Registers a service with a check. */
    void register(DemoService service);

    /** Removes a service. */
    void deregister(DemoService service);

    /**
     * Waits until the service is passing.
     *
     * @return the moment this was first known, of {@link System#nanoTime()}
     * @throws IOException when it is not in time
     */
    long awaitPassing(DemoService service, Duration atMost) throws IOException, InterruptedException;

    /** Commands to try on it, and what they show. */
    Map<String, String> hints();

    @Override
    void close();
}
