package io.lictor.discovery;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** What the class path has of dialects and commands; which of them are on. Without state: any thread. */
public final class Extensions {

    /** The name of the dialect that is on where it has a list of services. */
    public static final String SERVICE_NAME = "service-name";

    private Extensions() {}

    /** The names of the dialects that {@code --dialects} may list. */
    public static Set<String> dialectNames() {
        Set<String> names = new TreeSet<>();
        load(Dialect.class).forEach(dialect -> names.add(dialect.name()));
        names.remove(SERVICE_NAME);
        return names;
    }

    /** The dialects that are on, in the order in which they go before each other. */
    static List<Dialect> dialects(DiscoveryPolicy policy) {
        return load(Dialect.class).stream()
                .filter(dialect -> dialect.name().equals(SERVICE_NAME)
                        ? !policy.serviceNames().isEmpty()
                        : policy.dialects().contains(dialect.name()))
                .map(dialect -> dialect.with(policy))
                .toList();
    }

    static List<KeyCommands> commands() {
        return load(KeyCommands.class);
    }

    private static <T> List<T> load(Class<T> type) {
        return ServiceLoader.load(type, Extensions.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
