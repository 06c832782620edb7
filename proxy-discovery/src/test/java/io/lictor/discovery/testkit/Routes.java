package io.lictor.discovery.testkit;

import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.DiscoveryConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Reads routes as flags have them. */
public final class Routes {

    private Routes() {}

    public static List<RouteSpec> routes(String... texts) {
        return Arrays.stream(texts).map(Routes::route).toList();
    }

    public static RouteSpec route(String text) {
        try {
            return RouteParser.parse(text, "--route");
        } catch (SpecException e) {
            throw new AssertionError(text + ": " + e.getMessage(), e);
        }
    }

    /** Routes and no filter. */
    public static DiscoveryConfig config(String... routes) {
        return new DiscoveryConfig(routes(routes), Set.of());
    }
}
