package io.lictor.discovery.dialect.traefik;

import io.lictor.config.RouteSpec;
import io.lictor.discovery.Dialect;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Traefik's dialect: the tags of its Consul catalogue provider, v3, for HTTP. {@code docs/dialects.md} says what each
 * becomes.
 *
 * <p>Without state: any thread.
 */
public final class TraefikDialect implements Dialect {

    private record Served(RouteSpec route, TraefikRouter router) {}

    /** Of one instance's routes for the same requests: what a client without TLS would get from Traefik. */
    private static final Comparator<Served> BEST_FIRST = Comparator.comparing((Served served) -> served.router.isTls())
            .thenComparing(served -> -served.route.priority())
            .thenComparing(served -> served.router.name());

    @Override
    public String name() {
        return "traefik";
    }

    @Override
    public boolean claims(String tag) {
        return TraefikTags.isOne(tag);
    }

    @Override
    public Declarations read(Instance instance) {
        Set<Problem> problems = new LinkedHashSet<>();
        TraefikTags tags = new TraefikTags(instance, problems);
        List<RouteSpec> routes = tags.isEmpty() ? List.of() : routes(instance, tags);
        return new Declarations(routes, List.copyOf(problems));
    }

    private static List<RouteSpec> routes(Instance instance, TraefikTags tags) {
        Optional<String> enable = tags.value("enable");
        Optional<Boolean> enabled = enable.flatMap(GoBoolean::parse);
        if (enable.isPresent() && enabled.isEmpty()) {
            tags.report("enable", GoBoolean.wrong(enable.get()) + "; nothing of this instance is served");
            return List.of();
        }
        if (enabled.isPresent() && !enabled.get()) {
            return List.of();
        }
        String connect = tags.value("consulcatalog.connect").orElse("false");
        if (!GoBoolean.parse(connect).equals(Optional.of(false))) {
            tags.report("consulcatalog.connect", "not supported; nothing of this instance is served");
            return List.of();
        }
        Map<String, TraefikService> services = new LinkedHashMap<>();
        tags.namesOfMany("http.services.").forEach(name -> services.put(name, TraefikService.read(tags, name)));
        Set<String> used = new TreeSet<>();
        List<Served> served = new ArrayList<>();
        for (TraefikRouter router : routers(instance, tags, services, enabled.isPresent())) {
            router.routes(defaultRule(instance), used).forEach(route -> served.add(new Served(route, router)));
        }
        unused(tags, used);
        tags.reportRest();
        return settled(tags, served);
    }

    /** Those that the tags declare; without any the one that Traefik makes up, where the tags ask to be served. */
    private static List<TraefikRouter> routers(
            Instance instance, TraefikTags tags, Map<String, TraefikService> services, boolean enabled) {
        Set<String> names = tags.namesOfMany("http.routers.");
        boolean others = !tags.keys("tcp.").isEmpty() || !tags.keys("udp.").isEmpty();
        if (names.isEmpty() && enabled && !others) {
            names = Set.of(instance.service().toLowerCase(Locale.ROOT));
        }
        return names.stream()
                .map(name -> new TraefikRouter(instance, tags, services, name))
                .toList();
    }

    /** Traefik's own: each run of other characters than letters and digits is a dash. */
    private static String defaultRule(Instance instance) {
        return "Host(`" + instance.service().replaceAll("[^A-Za-z0-9]+", "-") + "`)";
    }

    private static void unused(TraefikTags tags, Set<String> used) {
        for (String name : tags.names("http.middlewares.")) {
            if (!used.contains(name)) {
                tags.keys("http.middlewares." + name + ".")
                        .forEach(key -> tags.report(key, "not used: no router of this instance names it"));
            }
        }
    }

    private static List<RouteSpec> settled(TraefikTags tags, List<Served> served) {
        Map<String, Served> byKey = new LinkedHashMap<>();
        served.stream().sorted(BEST_FIRST).forEach(one -> {
            Served other = byKey.putIfAbsent(one.route.claim(), one);
            if (other != null) {
                tags.reportOf(
                        "router \"" + one.router.name() + "\"",
                        "not used: router \"" + other.router.name() + "\" has " + one.route.key());
            }
        });
        return byKey.values().stream().map(Served::route).toList();
    }
}
