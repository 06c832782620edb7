package io.lictor.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Condition;
import io.lictor.config.Condition.Text;
import io.lictor.config.HostPattern;
import io.lictor.config.Network;
import io.lictor.config.PathPattern;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.testkit.Heads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tables with conditions find what a search one by one does, whose rules are written anew here. */
final class GuardedPathsTest {

    private record Request(String method, String host, String path, List<String> x, List<String> q, String client) {}

    private final Random random = new Random(7);

    @Test
    void aTableIsLikeALinearSearch() {
        int found = 0;
        for (int n = 0; n < 1_000; n++) {
            List<RouteSpec> routes = new ArrayList<>();
            for (int i = random.nextInt(14); i >= 0; i--) {
                routes.add(route());
            }
            RouteTable table = Tables.table(routes);
            for (int i = 0; i < 30; i++) {
                Request request = request();
                Route route = Tables.match(table, head(request), request.client);
                RouteSpec expected = slow(routes, request);
                assertThat(route == null ? null : route.spec())
                        .as(routes.stream()
                                        .map(r -> r.key() + " of " + r.target() + " " + r.priority())
                                        .toList() + " " + request)
                        .isSameAs(expected);
                found += expected == null ? 0 : 1;
            }
        }
        assertThat(found).as("requests that find a route").isBetween(5_000, 29_000);
    }

    private RouteSpec route() {
        String host = pick("", "", "a.h", "*.h", "a.*");
        String path = pick("=%s", "%s", "%s", "%s match=prefix", " ~ ^%s").formatted(path());
        RouteSpec spec = Tables.declared(host + path + " priority=" + random.nextInt(2));
        spec = spec.withCondition(random.nextInt(3) == 0 ? Condition.none() : condition(random.nextInt(3)));
        return spec.withTarget(
                random.nextInt(4) == 0
                        ? new Target.Service("f" + random.nextInt(2))
                        : new Target.Declared("s" + random.nextInt(3)));
    }

    private Condition condition(int depth) {
        if (depth == 0) {
            return test();
        }
        List<Condition> parts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            parts.add(condition(depth - 1));
        }
        return switch (random.nextInt(3)) {
            case 0 -> Condition.all(parts);
            case 1 -> Condition.any(parts);
            default -> Condition.not(parts.get(0));
        };
    }

    private Condition test() {
        return switch (random.nextInt(9)) {
            case 0 -> new Condition.Method(List.of(pick("GET", "PUT"), "POST"));
            case 1 -> new Condition.Header("x", Text.ANY);
            case 2 -> new Condition.Header("x", Text.exact(pick("1", "2")));
            case 3 -> new Condition.Header("x", Text.regex(pick("^1", "2$")));
            case 4 -> new Condition.Query("q", pick(0, 1) == 0 ? Text.ANY : Text.exact(pick("1", "a b")));
            case 5 -> new Condition.Query("q", Text.regex(pick("^1", " ")));
            case 6 -> new Condition.Client(List.of(Network.parse(pick("10.0.0.0/8", "10.1.0.0/16", "::1"))));
            case 7 -> new Condition.Host(HostPattern.parse(pick("a.h", "*.h", "a.*")));
            default ->
                random.nextBoolean()
                        ? new Condition.HostRegex(pick("^a", "h$"))
                        : new Condition.Path(new PathPattern(
                                pick(
                                        PathPattern.Kind.values()[0],
                                        PathPattern.Kind.values()[1],
                                        PathPattern.Kind.values()[2],
                                        PathPattern.Kind.values()[3]),
                                path()));
        };
    }

    private Request request() {
        return new Request(
                pick("GET", "PUT", "POST"),
                pick("a.h", "b.h", "a.x", "c"),
                path(),
                pick(List.of(), List.of("1"), List.of("2", "12")),
                pick(List.<String>of(), List.of("1"), List.of("", "a b")),
                pick("10.1.2.3", "10.2.3.4", "0:0:0:0:0:0:0:1", "192.0.2.1"));
    }

    private static io.lictor.http.Head head(Request request) {
        List<String> lines = new ArrayList<>();
        String query = String.join(
                "&", request.q.stream().map(v -> "q=" + v.replace(" ", "%20")).toList());
        lines.add(request.method + " " + request.path + (query.isEmpty() ? "" : "?" + query) + " HTTP/1.1");
        lines.add("Host: " + request.host + ":80");
        request.x.forEach(value -> lines.add("X: " + value));
        return Heads.request(lines.toArray(new String[0]));
    }

    private String path() {
        StringBuilder path = new StringBuilder("/");
        for (int i = random.nextInt(5); i > 0; i--) {
            char c = "ab/".charAt(random.nextInt(3));
            if (c != '/' || path.charAt(path.length() - 1) != '/') {
                path.append(c);
            }
        }
        return path.toString();
    }

    @SafeVarargs
    private <T> T pick(T... of) {
        return of[random.nextInt(of.length)];
    }

    /** The best route, found one by one. */
    private static RouteSpec slow(List<RouteSpec> routes, Request request) {
        HostPattern best = routes.stream()
                .map(RouteSpec::host)
                .filter(host -> isHost(host, request.host))
                .min(Comparator.comparing(HostPattern::kind)
                        .thenComparing(host -> -host.text().length()))
                .orElse(HostPattern.ANY);
        List<RouteSpec> candidates = new ArrayList<>();
        for (RouteSpec route : routes) {
            boolean again =
                    candidates.stream().anyMatch(earlier -> earlier.key().equals(route.key()));
            if (route.host().equals(best) && !again && isPath(route.path(), request.path)) {
                candidates.add(route);
            }
        }
        List<RouteSpec> takers = regexesInOrder(routes, best, candidates).stream()
                .filter(route -> holds(route.condition(), request))
                .toList();
        RouteSpec prefix = takers.stream()
                .filter(route -> !route.path().isRegex() && route.path().kind() != PathPattern.Kind.EXACT)
                .findFirst()
                .orElse(null);
        return takers.stream()
                .filter(route -> prefix == null || !standsBack(route, prefix))
                .findFirst()
                .orElse(null);
    }

    /** A service's expression before a prefix of others that is as long as what it says: here all but the ^. */
    private static boolean standsBack(RouteSpec route, RouteSpec prefix) {
        return route.path().isRegex()
                && route.target() instanceof Target.Declared
                && !route.target().equals(prefix.target())
                && prefix.path().text().length() >= route.path().text().length() - 1;
    }

    /** By the rank of their paths; regular expressions by their groups' first routes. */
    private static List<RouteSpec> regexesInOrder(List<RouteSpec> all, HostPattern host, List<RouteSpec> candidates) {
        Comparator<RouteSpec> trust = Comparator.comparing(r -> r.target() instanceof Target.Declared);
        Comparator<RouteSpec> priority = trust.thenComparing(r -> -r.priority());
        Comparator<RouteSpec> within = priority.thenComparing(
                        r -> -r.condition().size())
                .thenComparing(r -> r.target().toString());
        List<RouteSpec> unique = new ArrayList<>();
        for (RouteSpec route : all) {
            if (route.host().equals(host)
                    && unique.stream().noneMatch(u -> u.key().equals(route.key()))) {
                unique.add(route);
            }
        }
        List<String> places = unique.stream().map(RouteSpec::place).distinct().toList();
        Comparator<String> byBest = Comparator.comparing(
                place -> unique.stream()
                        .filter(r -> r.place().equals(place))
                        .min(within)
                        .orElseThrow(),
                priority);
        List<String> order = places.stream().sorted(byBest).toList();
        return candidates.stream()
                .sorted(Comparator.comparing(GuardedPathsTest::rank)
                        .thenComparing(r -> r.path().isRegex() ? order.indexOf(r.place()) : 0)
                        .thenComparing(trust)
                        .thenComparing(r -> r.path().isPlainPrefix())
                        .thenComparing(within))
                .toList();
    }

    private static int rank(RouteSpec route) {
        int length = route.path().text().length() * 2;
        return switch (route.path().kind()) {
            case EXACT -> 0;
            case REGEX, REGEX_IGNORE_CASE -> 1;
            case SEGMENT_PREFIX, PLAIN_PREFIX -> 1_000 - length;
        };
    }

    private static boolean isHost(HostPattern host, String name) {
        return switch (host.kind()) {
            case EXACT -> name.equals(host.text());
            case SUFFIX -> name.endsWith(host.text());
            case PREFIX -> name.startsWith(host.text());
            case ANY -> true;
        };
    }

    private static boolean isPath(PathPattern pattern, String path) {
        String text = pattern.text();
        return switch (pattern.kind()) {
            case EXACT -> path.equals(text);
            case PLAIN_PREFIX -> path.startsWith(text);
            case SEGMENT_PREFIX -> path.matches(Pattern.quote(text) + (text.endsWith("/") ? ".*" : "(/.*)?"));
            case REGEX -> Pattern.compile(text).matcher(path).find();
            case REGEX_IGNORE_CASE -> throw new AssertionError();
        };
    }

    private static boolean holds(Condition condition, Request request) {
        if (condition instanceof Condition.All all) {
            return all.parts().stream().allMatch(part -> holds(part, request));
        } else if (condition instanceof Condition.AnyOf any) {
            return any.parts().stream().anyMatch(part -> holds(part, request));
        } else if (condition instanceof Condition.Not not) {
            return !holds(not.part(), request);
        } else if (condition instanceof Condition.Method method) {
            return method.names().contains(request.method);
        } else if (condition instanceof Condition.Header header) {
            return request.x.stream().anyMatch(value -> is(header.text(), value));
        } else if (condition instanceof Condition.Query query) {
            return request.q.stream().anyMatch(value -> is(query.text(), value));
        } else if (condition instanceof Condition.Client client) {
            String network = client.networks().get(0).toString();
            return network.equals("10.0.0.0/8") && request.client.startsWith("10.")
                    || network.equals("10.1.0.0/16") && request.client.startsWith("10.1.")
                    || network.startsWith("0:") && request.client.startsWith("0:");
        } else if (condition instanceof Condition.Host host) {
            return isHost(host.pattern(), request.host);
        } else if (condition instanceof Condition.HostRegex host) {
            return Pattern.compile(host.regex()).matcher(request.host).find();
        }
        return isPath(((Condition.Path) condition).pattern(), request.path);
    }

    private static boolean is(Text text, String value) {
        return switch (text.kind()) {
            case ANY -> true;
            case EXACT -> value.equals(text.text());
            case REGEX -> Pattern.compile(text.text()).matcher(value).find();
            case REGEX_IGNORE_CASE -> throw new AssertionError();
        };
    }
}
