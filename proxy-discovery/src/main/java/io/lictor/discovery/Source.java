package io.lictor.discovery;

/**
 * A registry, and the datacenter it is asked about.
 *
 * @param datacenter its name; empty for the one that the registry is in itself
 * @param registry closed by whoever made it
 */
public record Source(String datacenter, Registry registry) {

    /** A registry asked about its own datacenter. */
    public static Source local(Registry registry) {
        return new Source("", registry);
    }
}
