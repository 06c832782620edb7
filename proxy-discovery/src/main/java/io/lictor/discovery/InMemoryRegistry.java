package io.lictor.discovery;

import java.util.List;

/** A registry without a server, for tests and demonstrations. Any thread. */
public final class InMemoryRegistry implements Registry {

    /** Registers an instance, or replaces the one with this id; it is passing. */
    public void register(String id, String service, String host, int port, List<String> tags) {}

    /** Removes an instance; nothing happens when there is none. */
    public void deregister(String id) {}

    @Override
    public void close() {}
}
