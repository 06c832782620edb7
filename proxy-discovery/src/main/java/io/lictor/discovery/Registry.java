package io.lictor.discovery;

/**
 * Where services are registered. {@code discovery.consul} has the real one, {@link InMemoryRegistry} one for tests and
 * demonstrations. (Its methods are package business of the implementers: see there.)
 */
public interface Registry extends AutoCloseable {

    @Override
    void close();
}
