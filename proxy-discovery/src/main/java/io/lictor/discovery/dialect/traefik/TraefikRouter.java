package io.lictor.discovery.dialect.traefik;

import io.lictor.config.Condition;
import io.lictor.config.HostPattern;
import io.lictor.config.PathPattern;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.Instance;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One router of an instance: its rule, its service and its middlewares, as routes.
 *
 * <p>Used by one thread, once.
 */
final class TraefikRouter {

    /** What the grammar takes. */
    private static final int MOST_PRIORITY = 1_000_000;

    private final Instance instance;
    private final TraefikTags tags;
    private final Map<String, TraefikService> services;
    private final String name;
    private final String start;
    private final RouteWords words;
    private boolean tls;

    /**
     * The router called so.
     *
     * @param services those of the instance
     */
    TraefikRouter(Instance instance, TraefikTags tags, Map<String, TraefikService> services, String name) {
        this.instance = instance;
        this.tags = tags;
        this.services = services;
        this.name = name;
        this.start = "http.routers." + name + ".";
        this.words = new RouteWords(tags);
    }

    /** Whether it is for clients that come in by TLS. */
    boolean isTls() {
        return tls;
    }

    String name() {
        return name;
    }

    /**
     * Its routes; none when something of it cannot be used, which is reported.
     *
     * @param defaultRule of a router that has none
     * @param used takes the names of the middlewares that it names
     */
    List<RouteSpec> routes(String defaultRule, Set<String> used) {
        notSupported();
        String rule = tags.value(start + "rule").orElse(defaultRule);
        TraefikService service = service();
        TraefikMiddlewares middlewares = new TraefikMiddlewares(tags, words, used);
        middlewares.apply(tags.list(start + "middlewares"));
        words.add(start + "priority", "priority", priority(rule));
        service.words().reasons().forEach(words::refuse);
        List<RouteSpec> routes = List.of();
        try {
            routes = routes(RuleParser.parse(rule), service, middlewares);
        } catch (SpecException e) {
            if (tags.value(start + "rule").isPresent()) {
                words.refuse(start + "rule", String.valueOf(e.getMessage()));
            } else {
                words.refuse(String.valueOf(e.getMessage()));
            }
        }
        if (words.reasons().isEmpty()) {
            return routes;
        }
        tags.reportOf(
                "router \"" + name + "\"",
                "not served: "
                        + String.join("; ", words.reasons().stream().distinct().toList()));
        return List.of();
    }

    private List<RouteSpec> routes(Condition rule, TraefikService service, TraefikMiddlewares middlewares)
            throws SpecException {
        List<RouteSpec> routes = new ArrayList<>();
        for (RuleRoutes.Place place : RuleRoutes.of(rule)) {
            List<String> line = new ArrayList<>();
            line.add(where(place.host(), place.path()));
            line.addAll(words.words());
            line.addAll(service.words().words());
            if (!service.passesHost() && !middlewares.setsHost()) {
                line.add("host=upstream");
            }
            line.addAll(middlewares.words(place.path()));
            routes.add(RouteParser.parseDeclared(
                            String.join(" ", line),
                            instance.service(),
                            "Traefik router \"" + name + "\" of " + instance.label())
                    .withCondition(place.condition())
                    .withTarget(new Target.Declared(instance.service(), service.port())));
        }
        return routes;
    }

    /** Host and path in the grammar. */
    private static String where(HostPattern host, PathPattern path) {
        return switch (path.kind()) {
            case EXACT -> RouteWords.quoted(host + "=" + path.text());
            case SEGMENT_PREFIX -> RouteWords.quoted(host + path.text());
            case PLAIN_PREFIX -> RouteWords.quoted(host + path.text()) + " match=prefix";
            case REGEX, REGEX_IGNORE_CASE -> (host + " ~ " + RouteWords.quoted(path.text())).strip();
        };
    }

    private TraefikService service() {
        String key = start + "service";
        String written = tags.value(key).orElse("");
        String wanted = TraefikMiddlewares.own(written).toLowerCase(Locale.ROOT);
        if (wanted.isEmpty() && services.size() > 1) {
            words.refuse("it names no service, and there are " + String.join(", ", services.keySet()));
        } else if (wanted.isEmpty() && services.size() == 1) {
            return services.values().iterator().next();
        } else if (services.containsKey(wanted)) {
            return services.get(wanted);
        } else if (!wanted.isEmpty()
                && !(services.isEmpty() && wanted.equals(instance.service().toLowerCase(Locale.ROOT)))) {
            words.refuse(key, "\"" + written + "\" (expected: a service that the tags of this instance declare)");
        }
        return TraefikService.read(tags, instance.service().toLowerCase(Locale.ROOT));
    }

    /** As in Traefik, 0 and nothing are the length of the rule. */
    private String priority(String rule) {
        String written = tags.value(start + "priority").orElse("0");
        int length = rule.getBytes(StandardCharsets.UTF_8).length;
        return written.equals("0") ? Integer.toString(Math.min(length, MOST_PRIORITY)) : written;
    }

    private void notSupported() {
        tags.report(start + "entrypoints", "not supported: a route is for every listener");
        tags.value(start + "rulesyntax")
                .filter(value -> !value.equals("v3") && !value.equals("default"))
                .ifPresent(
                        value -> words.refuse(start + "rulesyntax", "\"" + value + "\" not supported (expected: v3)"));
        String tlsKey = start + "tls";
        tls = tags.value(tlsKey)
                .map(value -> !GoBoolean.parse(value).equals(Optional.of(false)))
                .orElse(!tags.keys(tlsKey + ".").isEmpty());
        if (tls) {
            tags.keys(tlsKey).stream()
                    .filter(key -> key.equals(tlsKey) || key.startsWith(tlsKey + "."))
                    .forEach(key ->
                            tags.report(key, "not supported: clients come in without TLS, and the route is served so"));
        }
    }
}
