package io.lictor.discovery.testkit;

import io.lictor.discovery.devconsul.ConsulAdmin;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A Consul agent in Docker, by Testcontainers. Apart from the extension, which must load where Testcontainers is not. */
final class ConsulContainer implements AutoCloseable {

    private static final DockerImageName IMAGE = DockerImageName.parse("hashicorp/consul:1.20");
    private static final int HTTP_PORT = 8500;

    private final GenericContainer<?> container;

    private ConsulContainer(GenericContainer<?> container) {
        this.container = container;
    }

    @SuppressWarnings("resource") // closed by close(), which the extension calls
    static ConsulContainer start() {
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withCommand("agent", "-dev", "-client=0.0.0.0", "-enable-local-script-checks")
                .withExposedPorts(HTTP_PORT)
                .waitingFor(Wait.forHttp("/v1/health/node/nobody").forPort(HTTP_PORT));
        container.start();
        return new ConsulContainer(container);
    }

    TestConsul consul() {
        String host = container.getHost();
        int port = container.getMappedPort(HTTP_PORT);
        return new TestConsul(host, port, ConsulAdmin.at(host, port), "Docker image " + IMAGE.asCanonicalNameString());
    }

    @Override
    public void close() {
        container.close();
    }
}
