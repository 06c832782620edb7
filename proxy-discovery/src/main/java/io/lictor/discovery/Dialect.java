package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.List;

/**
 * A way in which instances declare their own routes, by tags or Meta. Found by {@link java.util.ServiceLoader}.
 *
 * <p>Without state: any thread. Nothing it reads is trusted: what it cannot use it reports, and goes on.
 */
public interface Dialect {

    /** What {@code --dialects} calls it. */
    String name();

    /** The dialect with the settings that it needs of {@code policy}. */
    default Dialect with(DiscoveryPolicy policy) {
        return this;
    }

    /** Whether every instance of this service declares something by that alone. */
    default boolean claimsService(String service) {
        return false;
    }

    /** Whether what another dialect says of the same route goes before, without a word. */
    default boolean yields() {
        return false;
    }

    /** Whether a service that bears this tag may declare routes, so that its instances are worth watching. */
    boolean claims(String tag);

    /** Reads what an instance declares. */
    Declarations read(Instance instance);

    /**
     * What one instance declares.
     *
     * @param routes their targets are {@link io.lictor.config.Target.Declared}
     * @param problems what could not be used
     */
    record Declarations(List<RouteSpec> routes, List<Problem> problems) {

        public Declarations {
            routes = List.copyOf(routes);
            problems = List.copyOf(problems);
        }
    }
}
