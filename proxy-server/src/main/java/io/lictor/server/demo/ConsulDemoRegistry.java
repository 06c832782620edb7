package io.lictor.server.demo;

import io.lictor.discovery.Registry;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.discovery.consul.ConsulRegistry;
import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.devconsul.Registration.Check;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A real Consul: an agent of the demonstration's own.
 *
 * <p>Any thread. Owns the agent's process.
 */
final class ConsulDemoRegistry implements DemoRegistry {

    private static final String CHECK_INTERVAL = "500ms";

    private final ConsulAgent agent;
    private final PassingWatch passing;

    private ConsulDemoRegistry(ConsulAgent agent) {
        this.agent = agent;
        passing = PassingWatch.start(URI.create(url() + "/v1/health/service/" + SERVICE + "?passing"));
    }

    /** Starts an agent with the Consul program at {@code binary}. */
    static ConsulDemoRegistry start(Path binary) throws IOException, InterruptedException {
        return new ConsulDemoRegistry(ConsulAgent.start(binary));
    }

    private String url() {
        return "http://" + agent.host() + ":" + agent.port();
    }

    @Override
    public String description() {
        return "Consul at " + url();
    }

    @Override
    public Optional<ConsulOptions> consul() {
        return Optional.of(options());
    }

    @Override
    public Registry open() {
        return ConsulRegistry.create(options());
    }

    private ConsulOptions options() {
        return new ConsulOptions(false, agent.host(), agent.port(), Optional.empty(), Optional.empty(), true);
    }

    @Override
    public void register(DemoService service) {
        passing.forget(service.name());
        String check = "http://127.0.0.1:" + service.port() + "/health";
        agent.admin()
                .register(Registration.of(service.name(), SERVICE, "127.0.0.1", service.port(), TAG)
                        .withCheck(Check.http(check, CHECK_INTERVAL)));
    }

    @Override
    public void deregister(DemoService service) {
        agent.admin().deregister(service.name());
    }

    @Override
    public long awaitPassing(DemoService service, Duration atMost) throws IOException, InterruptedException {
        return passing.await(service.name(), atMost);
    }

    @Override
    public Map<String, String> hints() {
        return Map.of("curl -X PUT " + url() + "/v1/agent/service/deregister/keycloak-2", "gone at once");
    }

    @Override
    public void close() {
        passing.close();
        agent.close();
    }
}
