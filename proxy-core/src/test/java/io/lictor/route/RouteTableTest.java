package io.lictor.route;

import static io.lictor.route.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.http.Head;
import io.lictor.testkit.Heads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {

    private static final RouteTable PATHS = table(
            "/",
            "=/exact",
            "/exact",
            "/sso",
            "/sso/admin",
            "/plain match=prefix",
            "/plain/deep",
            "/dir/",
            "/both",
            "/both match=prefix",
            "~ \\.png$",
            "~ ^/exact/r",
            "~* \\.PnG$",
            "~ ^/re/(a|b)$",
            "~ ^/re/",
            "/re/a",
            "=/re/exact",
            "/caf\u00e9",
            "/a b".replace(" ", "%2F"));

    @ParameterizedTest(name = "{0} takes {1}")
    @CsvSource({
        "/, /",
        "/other, /",
        "/exact, =/exact",
        "/exact/, /exact",
        "/exact/x, /exact",
        "/exactly, /",
        "/exact/r, ~ ^/exact/r",
        "/sso, /sso",
        "/sso/, /sso",
        "/sso/x, /sso",
        "/sso?x, /sso",
        "/ssox, /",
        "/sso/admin, /sso/admin",
        "/sso/admin/x, /sso/admin",
        "/sso/administrator, /sso",
        "/SSO, /",
        "/plain, /plain",
        "/plainx, /plain",
        "/plain/x, /plain",
        "/plain/deep/x, /plain/deep",
        "/plain/deepx, /plain",
        "/dir, /",
        "/dir/, /dir/",
        "/dir/x, /dir/",
        "/both, /both",
        "/both/x, /both",
        "/bothx, /both",
        "/sso/x.png, ~ \\.png$",
        "/sso/x.PNG, ~* \\.PnG$",
        "/re/a, ~ ^/re/(a|b)$",
        "/re/b, ~ ^/re/(a|b)$",
        "/re/c, ~ ^/re/",
        "/re/exact, =/re/exact",
        "/re/a.png, ~ \\.png$",
        "/caf%C3%A9/x, /caf\u00e9",
        "/a%2fb/c, /a%2Fb",
        "/a/b/c, /",
        "//sso//x, /sso",
        "/x/../sso/., /sso",
        "/%73so, /sso",
    })
    void findsThePathInNginxsOrder(String target, String route) {
        assertThat(pathOf(PATHS, target, "any.example")).isEqualTo(route);
    }

    private static String name(Target target) {
        return target instanceof Target.Declared declared
                ? "declared by " + declared.service()
                : "service:" + ((Target.Service) target).name();
    }

    /** Whoever may register must not take, by an expression, what an operator or another service has. */
    @ParameterizedTest(name = "{0} and {1}: {2} is {3}")
    @CsvSource(delimiter = '|', textBlock = """
            flag /sso      | ~ ^/s         | /sso/x   | service:f
            flag /sso      | ~ ^/sso       | /sso/x   | service:f
            flag /sso      | ~ ^/sso/      | /sso/x   | declared by s
            flag /sso      | ~ ^/s         | /soo     | declared by s
            flag /         | ~ ^/s         | /sso/x   | declared by s
            flag /         | ~ .*          | /sso/x   | service:f
            flag =/sso     | ~ ^/sso       | /sso     | service:f
            other /sso     | ~ ^/s         | /sso/x   | declared by o
            other /sso     | ~* ^/[st]     | /sso/x   | declared by o
            same /sso      | ~ ^/s         | /sso/x   | declared by s
            flag ~ ^/ss    | ~ ^/sso/x     | /sso/x   | service:f
            regex /sso     | ~ ^/s         | /sso/x   | service:f
            """)
    void aServicesExpressionTakesNothingOfOthersThatSaysAsMuch(String other, String regex, String path, String target) {
        String kind = other.substring(0, other.indexOf(' '));
        String route = other.substring(other.indexOf(' ') + 1);
        RouteSpec first = switch (kind) {
            case "flag" -> Tables.flag(route + " service:f");
            case "other" -> Tables.declared(route).withTarget(new Target.Declared("o"));
            case "same" -> Tables.declared(route).withTarget(new Target.Declared("s"));
            default -> Tables.declared(route).withTarget(new Target.Declared("o"));
        };
        // An operator's expression goes before every prefix, as in nginx.
        RouteSpec second = kind.equals("regex") ? Tables.flag(regex + " service:f") : Tables.declared(regex);
        for (List<RouteSpec> order : List.of(List.of(first, second), List.of(second, first))) {
            Route found = Tables.match(Tables.table(order), Heads.request("GET " + path + " HTTP/1.1", "Host: h"));
            assertThat(name(found.spec().target())).isEqualTo(target);
        }
    }

    @Test
    void aSegmentPrefixGoesBeforeAPlainOneOfTheSameText() {
        RouteTable table = table("/a match=prefix priority=1", "/a priority=2");

        assertThat(find(table, "/a/x", "h").spec().priority()).isEqualTo(2);
        assertThat(find(table, "/ax", "h").spec().priority()).isOne();
    }

    @Test
    void ofTwoRoutesWithOneKeyTheFirstWins() {
        RouteTable table = table("/a priority=1", "/a priority=2", "~ x priority=3", "~ x priority=4");

        assertThat(find(table, "/a", "h").spec().priority()).isOne();
        assertThat(find(table, "/x", "h").spec().priority()).isEqualTo(3);
        assertThat(table.routes()).hasSize(4);
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(find(table(), "/", "h")).isNull();
        assertThat(find(table("/a", "=/b", "~ ^/c"), "/", "h")).isNull();
        assertThat(find(table("a.example/"), "/", "b.example")).isNull();
    }

    private static final RouteTable HOSTS = table(
            "/",
            "/any",
            "a.example/",
            "www.a.example/",
            "*.example/",
            "*.a.example/",
            "*.b.a.example/only",
            "www.*/",
            "www.a.*/",
            "[::1]/",
            "10.0.0.1/");

    @ParameterizedTest(name = "Host {0} takes {1}")
    @CsvSource({
        "a.example, a.example",
        "A.EXAMPLE, a.example",
        "a.example:8080, a.example",
        "a.example., a.example",
        "a.example.:80, a.example",
        "a.example:, a.example",
        "www.a.example, www.a.example",
        "x.a.example, *.a.example",
        "x.y.A.example, *.a.example",
        "c.example, *.example",
        "www.c.example, *.example",
        "xa.example, *.example",
        "example, ''",
        "www.other, www.*",
        "WWW.a.other:1, www.a.*",
        "www.a.other.net, www.a.*",
        "www, ''",
        "other, ''",
        "[::1], [::1]",
        "[::1]:80, [::1]",
        "10.0.0.1:80, 10.0.0.1",
        "10.0.0.11, ''",
        "x.b.a.example, none",
    })
    void findsTheHostInNginxsOrder(String host, String pattern) {
        Route route = find(HOSTS, "/", host);

        assertThat(route == null ? "none" : route.spec().host().toString()).isEqualTo(pattern);
    }

    @Test
    void onlyTheBestHostIsLookedAt() {
        assertThat(find(HOSTS, "/any", "a.example").spec().host()).hasToString("a.example");
        assertThat(find(table("/any", "a.example/x"), "/any", "a.example")).isNull();
        assertThat(find(HOSTS, "/only", "x.b.a.example").spec().host()).hasToString("*.b.a.example");
    }

    @Test
    void aRequestWithoutAHostTakesTheRoutesOfAnyHost() {
        Head request = Heads.request("GET /any HTTP/1.0");

        assertThat(Tables.match(HOSTS, request).spec().path()).hasToString("/any");
    }

    @Test
    void findsEachOfTenThousandRoutes() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            String host = i % 4 == 0 ? "" : "h" + i % 4 + ".example";
            texts.add(host + "/team" + i % 100 + "/service" + i + (i % 3 == 0 ? " match=prefix" : ""));
        }
        Collections.shuffle(texts, new Random(1));
        RouteTable table = table(texts.toArray(new String[0]));

        for (int i = 0; i < 10_000; i++) {
            String host = i % 4 == 0 ? "other" : "h" + i % 4 + ".example";
            String path = "/team" + i % 100 + "/service" + i;
            assertThat(pathOf(table, path, host)).isEqualTo(path);
            assertThat(pathOf(table, path + "/x?y", host)).isEqualTo(path);
        }
    }

    @Test
    void prefixesAreLikeALinearSearch() {
        Random random = new Random(2);
        for (int n = 0; n < 300; n++) {
            List<String> texts = new ArrayList<>();
            for (int i = random.nextInt(15); i >= 0; i--) {
                String kind = new String[] {"=%s", "%s", "%s match=prefix"}[random.nextInt(3)];
                texts.add(String.format(kind, randomPath(random)));
            }
            RouteTable table = table(texts.toArray(new String[0]));
            for (int i = 0; i < 50; i++) {
                String path = randomPath(random);
                Route found = find(table, path, "h");
                assertThat(found == null ? "" : found.spec().key())
                        .as(texts + " " + path)
                        .isEqualTo(slow(table, path));
            }
        }
    }

    private static String randomPath(Random random) {
        StringBuilder path = new StringBuilder("/");
        for (int i = random.nextInt(6); i > 0; i--) {
            char c = "ab/".charAt(random.nextInt(3));
            if (c != '/' || path.charAt(path.length() - 1) != '/') {
                path.append(c);
            }
        }
        return path.toString();
    }

    /** The key of the best route, found one by one. */
    private static String slow(RouteTable table, String path) {
        Route best = null;
        for (Route route : table.routes()) {
            String text = route.spec().path().text();
            boolean matches = switch (route.spec().path().kind()) {
                case EXACT -> path.equals(text);
                case PLAIN_PREFIX -> path.startsWith(text);
                case SEGMENT_PREFIX -> path.matches(Pattern.quote(text) + (text.endsWith("/") ? ".*" : "(/.*)?"));
                case REGEX, REGEX_IGNORE_CASE -> throw new AssertionError();
            };
            if (matches && (best == null || rank(route) > rank(best))) {
                best = route;
            }
        }
        return best == null ? "" : best.spec().key();
    }

    private static int rank(Route route) {
        int length = route.spec().path().text().length() * 2;
        return switch (route.spec().path().kind()) {
            case EXACT -> 1_000;
            case SEGMENT_PREFIX -> length + 1;
            case PLAIN_PREFIX -> length;
            case REGEX, REGEX_IGNORE_CASE -> throw new AssertionError();
        };
    }

    private static String pathOf(RouteTable table, String target, String host) {
        return find(table, target, host).spec().path().toString();
    }

    private static Route find(RouteTable table, String target, String host) {
        return Tables.match(table, Heads.request("GET " + target + " HTTP/1.1", "Host: " + host));
    }
}
