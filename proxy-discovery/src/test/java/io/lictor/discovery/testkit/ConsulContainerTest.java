package io.lictor.discovery.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.devconsul.Registration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;

/**
 * The way by Docker, which the extension takes where there is no program. The one test that may be skipped, and is counted
 * as such: where no Docker engine answers.
 */
@Tag("docker")
@EnabledIf(value = "dockerAnswers", disabledReason = "no Docker engine answers")
class ConsulContainerTest {

    static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @Test
    void runsAnAgent() {
        try (ConsulContainer container = ConsulContainer.start()) {
            TestConsul consul = container.consul();
            consul.admin().register(Registration.of("web-1", "web", "127.0.0.1", 80));
            assertThat(consul.admin().get("/v1/health/service/web?passing")).hasSize(1);
        }
    }
}
