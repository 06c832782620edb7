package io.lictor.discovery.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Declared;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import io.lictor.discovery.KeyCommands.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fabio's commands over what services declare. */
class FabioCommandsTest {

    private final List<Declared> declared = new ArrayList<>();

    private void declare(String service, int port, Instance.Status status, String... tags) {
        Instance instance = new Instance(
                new Instance.Id("dc1", "n1", service + port),
                service,
                "10.0.0.1",
                port,
                List.of(tags),
                Map.of(),
                status,
                1,
                1,
                port);
        new FabioDialect().read(instance).routes().forEach(route -> declared.add(new Declared(instance, route, false)));
        new LictorDialect()
                .read(instance)
                .routes()
                .forEach(route -> declared.add(new Declared(instance, route, false)));
    }

    private void declareAll() {
        declare("a", 1, Instance.Status.PASSING, "urlprefix-/a", "urlprefix-h.example/x", "v1");
        declare("a", 2, Instance.Status.PASSING, "urlprefix-/a", "v2", "new");
        declare("a", 3, Instance.Status.CRITICAL, "urlprefix-/a", "v2");
        declare("b", 4, Instance.Status.PASSING, "lictor:/b", "v1");
    }

    private Outcome apply(String... lines) {
        return new FabioCommands().apply(new TreeMap<>(Map.of("fabio/config", String.join("\n", lines))), declared);
    }

    /** {@code a1/a a1h.example/x …}, a share behind {@code =}. */
    private static String shown(Outcome outcome) {
        return String.join(
                " ",
                outcome.declared().stream()
                        .map(part -> part.instance().service()
                                + part.instance().port()
                                + part.route().host()
                                + part.route().path()
                                + (part.route().share() == 0
                                        ? ""
                                        : "=" + part.route().share())
                                + (part.byOperator() ? "!" : ""))
                        .toList());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # nothing                                              | a1/a a1h.example/x a2/a a3/a b4/b
            // nothing                                             | a1/a a1h.example/x a2/a a3/a b4/b
            route del a                                            | b4/b
            route del c                                            | a1/a a1h.example/x a2/a a3/a b4/b
            route del a /a                                         | a1h.example/x b4/b
            route del a H.example/x                                | a1/a a2/a a3/a b4/b
            route  del\ta   /a http://10.0.0.1:2/                  | a1/a a1h.example/x a3/a b4/b
            route del a /a http://10.0.0.1:2                       | a1/a a1h.example/x a3/a b4/b
            route del b /b                                         | a1/a a1h.example/x a2/a a3/a
            route del a tags "v2"                                  | a1/a a1h.example/x b4/b
            route del a tags "v2,new"                              | a1/a a1h.example/x a3/a b4/b
            route del tags "v1"                                    | a2/a a3/a
            route del a tags "v2,none"                             | a1/a a1h.example/x a2/a a3/a b4/b
            route weight a /a weight 0.3                           | a1/a=150000 a1h.example/x a2/a=150000 a3/a=150000 b4/b
            route weight a /a weight 0.3 tags "v2"                 | a1/a a1h.example/x a2/a=300000 a3/a=300000 b4/b
            route weight /a weight 0.3 tags "v1"                   | a1/a=300000 a1h.example/x a2/a a3/a b4/b
            route weight a /a weight 0                             | a1/a a1h.example/x a2/a a3/a b4/b
            route add c /c http://10.0.0.9:81/                     | a1/a a1h.example/x a2/a a3/a b4/b c81/c!
            route add c /c https://10.0.0.9/                       | a1/a a1h.example/x a2/a a3/a b4/b c443/c!
            route add c /c http://10.0.0.9/                        | a1/a a1h.example/x a2/a a3/a b4/b c80/c!
            route add c h.example/c http://10.0.0.9:81 weight 0.2  | a1/a a1h.example/x a2/a a3/a b4/b c81h.example/c=200000!
            route add c /c http://c:81/ opts "weight=0.1 strip=/c" | a1/a a1h.example/x a2/a a3/a b4/b c81/c=100000!
            route add c /c http://c:81/ weight 0.2 tags "x,y" opts "strip=/c" | a1/a a1h.example/x a2/a a3/a b4/b c81/c=200000!
            """)
    void changesWhatIsDeclared(String line, String expected) {
        declareAll();
        Outcome outcome = apply(line);
        assertThat(outcome.problems()).isEmpty();
        assertThat(shown(outcome)).isEqualTo(expected);
    }

    @Test
    void goesFromTopToBottom() {
        declareAll();
        Outcome outcome = apply(
                "route del a",
                "route add c /c http://c:81/ tags \"x\"",
                "route add c /c http://c:82/ tags \"y\"",
                "route weight c /c weight 0.25 tags \"y\"",
                "route add d /d http://d:83/",
                "route del d");
        assertThat(outcome.problems()).isEmpty();
        assertThat(shown(outcome)).isEqualTo("b4/b c81/c! c82/c=250000!");
    }

    @Test
    void readsKeysInTheirOrder() {
        Outcome outcome = new FabioCommands()
                .apply(
                        new TreeMap<>(Map.of(
                                "fabio/config/2", "route del c",
                                "fabio/config/1", "route add c /c http://c:81/")),
                        declared);
        assertThat(outcome.declared()).isEmpty();
    }

    @Test
    void anOperatorMayRedirectElsewhereWithoutAPeer() {
        Outcome outcome = apply("route add old old.example/ https://new.example$path opts \"redirect=301\"");
        assertThat(outcome.problems()).isEmpty();
        Declared part = outcome.declared().get(0);
        assertThat(part.route().words()).containsExactly("redirect=301,https://new.example${request_uri}");
        assertThat(part.instance().takesRequests()).isFalse();
    }

    @Test
    void anOperatorMayLeaveACertificateUnverified() {
        Outcome outcome = apply(
                "route add c /c https://c:81/ opts \"tlsskipverify=true\"",
                "route add d /d http://d:82/ opts \"tlsskipverify=true\"");
        assertThat(outcome.declared().get(0).route().words())
                .containsExactlyInAnyOrder("proxy_ssl=on", "proxy_ssl_verify=off");
        assertThat(outcome.problems())
                .extracting(Problem::message)
                .containsExactly("tlsskipverify: without meaning here; served without it");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            route add c /c tcp://c:81                      | destination: "tcp://c:81" is not supported (expected: http[s]://HOST:PORT/; the route is not served)
            route add c /c c:81                            | destination: "c:81" is not supported (expected: http[s]://HOST:PORT/; the route is not served)
            route add c /c http://c:x/                     | destination: "c:x": port "x" (expected: 1 to 65535)
            route add c :81 http://c:81/                   | ":81": a port of TCP is not supported (expected: [HOST]/PATH; the route is not served)
            route add c /c http://c:81/ weight x           | weight: "x" (expected: a share such as 0.05)
            route add c /c//d http://c:81/                 | path: "/c//d" (expected: a path without // and dot segments: none would ever match)
            route weight a /a weight x                     | weight: "x" (expected: a share such as 0.05)
            route weight a /none weight 0.1                | no instance declares such a route
            route del a tags ""                            | tags: none (expected: tags "TAG,TAG")
            """)
    void aBadLineCostsItselfOnly(String line, String message) {
        declareAll();
        Outcome outcome = apply("route del tags \"v1\"", line, "route add e /e http://e:85/");
        assertThat(outcome.problems())
                .containsExactly(new Problem("key fabio/config line 2 \"" + line + "\"", message));
        assertThat(shown(outcome)).isEqualTo("a2/a a3/a e85/e!");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            route
            route add
            route add c /c
            route add c /c http://c:81/ nonsense
            route add c /c http://c:81/ tags x
            route del
            route del a b c d
            route weight a /a
            route change a /a
            rout add c /c http://c:81/
            """)
    void saysWhichCommandsThereAre(String line) {
        Outcome outcome = apply(line);
        assertThat(outcome.problems())
                .containsExactly(new Problem(
                        "key fabio/config line 1 \"" + line + "\"",
                        "no command (expected: route add SVC SRC DST [weight W] [tags \"…\"] [opts \"…\"], route del SVC"
                                + " [SRC [DST]], route del [SVC] tags \"…\", route weight SVC SRC weight W [tags \"…\"]"
                                + " or route weight SRC weight W tags \"…\")"));
    }

    @Test
    void closesWhatWouldBeOpen() {
        Outcome outcome = apply("route add c /c http://c:81/ opts \"auth=staff\"");
        assertThat(outcome.declared().get(0).route().words()).containsExactly("return=403");
        assertThat(outcome.problems())
                .extracting(Problem::message)
                .containsExactly("auth: not supported (expected: none); all requests of the route are answered 403");
    }

    @Test
    void notesWhatIsNotUsed() {
        Outcome outcome = apply("route add c /c http://c:81/deep opts \"pxyproto=true\"");
        assertThat(outcome.declared()).hasSize(1);
        assertThat(outcome.problems())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "destination: \"http://c:81/deep\": its path is not used, as with Fabio",
                        "pxyproto: without meaning here; served without it");
    }
}
