package io.lictor.discovery.testkit;

import io.lictor.discovery.devconsul.ConsulAgent;
import io.lictor.discovery.devconsul.ConsulBinary;
import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test a real Consul: a parameter of type {@link TestConsul}, or {@link ConsulBinary} to run its own.
 *
 * <p>The program is searched as {@link ConsulBinary#find()} says; without it Docker is tried, by Testcontainers. Without
 * either the test fails: one that is skipped in silence proves nothing.
 */
public final class ConsulExtension implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(ConsulExtension.class);

    /** The one agent of the JVM; JUnit closes it at the end of the run. */
    private record Shared(TestConsul consul, AutoCloseable running) implements AutoCloseable {

        @Override
        public void close() throws Exception {
            running.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestConsul.class || type == ConsulBinary.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        ConsulBinary binary =
                store.getOrComputeIfAbsent(ConsulBinary.class, type -> ConsulBinary.find(), ConsulBinary.class);
        if (parameter.getParameter().getType() == ConsulBinary.class) {
            if (binary.path().isEmpty()) {
                throw new IllegalStateException("this test needs the consul program: " + binary.reason());
            }
            return binary;
        }
        return store.getOrComputeIfAbsent(Shared.class, type -> start(binary), Shared.class)
                .consul();
    }

    private static Shared start(ConsulBinary binary) {
        if (binary.path().isEmpty()) {
            return container(binary.reason());
        }
        try {
            ConsulAgent agent = ConsulAgent.start(binary.path().get());
            return new Shared(new TestConsul(agent.host(), agent.port(), agent.admin(), binary.reason()), agent);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Shared container(String whyNoBinary) {
        try {
            ConsulContainer container = ConsulContainer.start();
            return new Shared(container.consul(), container);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "no Consul for the tests. The program: " + whyNoBinary + ". Docker: " + e.getMessage(), e);
        }
    }
}
