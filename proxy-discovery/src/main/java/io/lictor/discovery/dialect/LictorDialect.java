package io.lictor.discovery.dialect;

import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.Dialect;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lictor's own dialect: tags {@code lictor:/sso max_fails=3}, and Meta {@code lictor-route-1 = /sso max_fails=3} where a
 * registry's tags are too narrow. Without state; any thread.
 *
 * <p>The catalogue shows tags only: a service whose routes stand in Meta alone says by the tag {@code lictor} that it has some.
 */
public final class LictorDialect implements Dialect {

    private static final String TAG_PREFIX = "lictor:";
    private static final String META_TAG = "lictor";
    private static final String META_PREFIX = "lictor-route-";

    @Override
    public String name() {
        return "lictor";
    }

    @Override
    public boolean claims(String tag) {
        return tag.startsWith(TAG_PREFIX) || tag.equals(META_TAG);
    }

    @Override
    public Declarations read(Instance instance) {
        List<RouteSpec> routes = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String tag : instance.tags()) {
            if (tag.startsWith(TAG_PREFIX)) {
                read(instance, "tag", tag, tag.substring(TAG_PREFIX.length()), routes, problems);
            }
        }
        for (Map.Entry<String, String> meta : instance.meta().entrySet()) {
            if (meta.getKey().startsWith(META_PREFIX)) {
                String written = meta.getKey() + " = " + meta.getValue();
                read(instance, "Meta", written, meta.getValue(), routes, problems);
            }
        }
        return new Declarations(routes, problems);
    }

    private static void read(
            Instance instance,
            String kind,
            String written,
            String text,
            List<RouteSpec> routes,
            List<Problem> problems) {
        String place = kind + " \"" + written + "\" of " + instance.label();
        try {
            RouteSpec route = RouteParser.parseDeclared(text, instance.service(), kind + " of " + instance.label());
            if (routes.stream().anyMatch(earlier -> earlier.claim().equals(route.claim()))) {
                problems.add(
                        new Problem(place, route.key() + ": declared twice by this instance; the first one counts"));
            } else {
                routes.add(route);
            }
        } catch (SpecException e) {
            problems.add(new Problem(place, String.valueOf(e.getMessage())));
        }
    }
}
