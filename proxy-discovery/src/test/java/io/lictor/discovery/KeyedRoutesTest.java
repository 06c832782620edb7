package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RouteSpec;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.testkit.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What keys say. */
class KeyedRoutesTest {

    private final KeyedRoutes keyed = new KeyedRoutes("lictor/");

    private OperatorKeys read(String... keysAndTexts) {
        TreeMap<String, String> keys = new TreeMap<>();
        for (int i = 0; i < keysAndTexts.length; i += 2) {
            keys.put(keysAndTexts[i], keysAndTexts[i + 1]);
        }
        return keyed.read(keys);
    }

    private static List<String> texts(OperatorKeys keys) {
        return keys.routes().stream().map(RouteSpec::text).toList();
    }

    @Test
    void readsRoutesAsFlagsHaveThem() {
        OperatorKeys keys = read(
                "lictor/routes/a", "/a service:a max_fails=3\n",
                "lictor/routes/team/b", "example.com/b tag:B redirect=301,https://other.example/");
        assertThat(keys.problems()).isEmpty();
        assertThat(texts(keys))
                .containsExactly("/a service:a max_fails=3", "example.com/b tag:B redirect=301,https://other.example/");
        assertThat(keys.routes().get(0).source()).isEqualTo("key lictor/routes/a");
    }

    @Test
    void passesOverFolders() {
        assertThat(read("lictor/", "", "lictor/routes/", "", "lictor/defaults/", "", "lictor/routes/team/", ""))
                .isEqualTo(OperatorKeys.NONE);
    }

    @Test
    void aBadKeyCostsOnlyItself() {
        OperatorKeys keys = read(
                "lictor/routes/a", "/a tg:x",
                "lictor/routes/b", "/b service:b",
                "lictor/routes/c", "",
                "lictor/routes/d", KeysSnapshot.NO_TEXT,
                "lictor/defaults/*", "max_fails=x",
                "lictor/defaults/b", "priority=3",
                "lictor/defaults/c", "",
                "lictor/defaults/", "max_fails=1",
                "lictor/route/e", "/e service:e");
        assertThat(texts(keys)).containsExactly("/b service:b");
        assertThat(keys.problems())
                .containsExactlyInAnyOrder(
                        new Problem(
                                "key lictor/defaults/",
                                "not known (expected: lictor/routes/NAME, lictor/defaults/SERVICE or"
                                        + " lictor/defaults/*)"),
                        new Problem("key lictor/defaults/*", "max_fails: \"x\" (expected: a whole number)"),
                        new Problem("key lictor/defaults/b", "priority: no default (expected: on one route only)"),
                        new Problem("key lictor/defaults/c", "empty (expected: option=value …)"),
                        new Problem(
                                "key lictor/route/e",
                                "not known (expected: lictor/routes/NAME, lictor/defaults/SERVICE or"
                                        + " lictor/defaults/*)"),
                        new Problem(
                                "key lictor/routes/a",
                                "\"tg:x\" (expected after the path: service:NAME, tag:TAG, http://HOST:PORT,… or https://HOST:PORT,…)"),
                        new Problem("key lictor/routes/c", "empty (expected: [HOST]/PATH TARGET …)"),
                        new Problem("key lictor/routes/d", "no text (expected: UTF-8)"));
    }

    /** The engine would not apply a state with such a route, and so no other change either. */
    @Test
    void namesNothingThatIsOfOneMachine() {
        OperatorKeys keys = read(
                "lictor/routes/a", "/a https://a.b:443 proxy_ssl_trusted_certificate=/ca.pem",
                "lictor/routes/b", "/b service:b filters=one",
                "lictor/defaults/*", "proxy_ssl=on proxy_ssl_certificate=/c.pem proxy_ssl_certificate_key=/k.pem");
        assertThat(keys.routes()).isEmpty();
        assertThat(keys.defaults().words()).isEmpty();
        assertThat(keys.problems())
                .extracting(Problem::message)
                .containsExactly(
                        "proxy_ssl_certificate: names something of one machine (expected: in a flag)",
                        "proxy_ssl_trusted_certificate: names something of one machine (expected: in a flag)",
                        "filters: names something of one machine (expected: in a flag)");
    }

    @Test
    void aKeyThatBecameBadKeepsWhatItSaid() {
        read("lictor/routes/a", "/a service:a", "lictor/defaults/*", "max_fails=3");
        OperatorKeys keys = read("lictor/routes/a", "/a service:", "lictor/defaults/*", "max_fails=3 nonsense=1");
        assertThat(texts(keys)).containsExactly("/a service:a");
        assertThat(keys.defaults()).hasToString("max_fails=3");
        assertThat(keys.problems())
                .extracting(Problem::message)
                .element(1)
                .isEqualTo("service: \"\" (expected: service:NAME); what it said before stands: \"/a service:a\"");
        OperatorKeys deleted = read("lictor/defaults/*", "max_fails=3 nonsense=1");
        assertThat(deleted.routes()).isEmpty();
        assertThat(texts(read("lictor/routes/a", "/a service:"))).isEmpty();
    }

    @Test
    void defaultsAreBelowWhatARouteSaysAndTheServicesBelowItsOwn() {
        OperatorKeys keys = read(
                "lictor/defaults/*", "max_fails=3 fail_timeout=60s proxy_read_timeout=5s",
                "lictor/defaults/a", "max_fails=5 health_check=/h");
        List<Problem> problems = new ArrayList<>();
        RouteSpec a = keys.withDefaults(Routes.route("/a service:a proxy_read_timeout=60s"), problems);
        assertThat(a.peerOptions().maxFails()).isEqualTo(5);
        assertThat(a.peerOptions().failTimeoutMillis()).isEqualTo(60_000);
        // The word is the default of the grammar, and yet it is a word.
        assertThat(a.options().readTimeoutMillis()).isEqualTo(60_000);
        assertThat(a.upstreamOptions().health().check().uri()).isEqualTo("/h");
        RouteSpec tag = keys.withDefaults(Routes.route("/t tag:T"), problems);
        assertThat(tag.peerOptions().maxFails()).isEqualTo(3);
        assertThat(tag.options().readTimeoutMillis()).isEqualTo(5_000);
        assertThat(problems).isEmpty();
    }

    @Test
    void aDefaultThatDoesNotGoWithARouteIsLeftOutAlone() {
        OperatorKeys keys = read("lictor/defaults/*", "backup max_fails=3 proxy_set_header=Host:x");
        List<Problem> problems = new ArrayList<>();
        RouteSpec route = keys.withDefaults(Routes.route("/a service:a balance=random host=y"), problems);
        assertThat(route.peerOptions().maxFails()).isEqualTo(3);
        assertThat(route.peerOptions().isBackup()).isFalse();
        assertThat(problems)
                .containsExactly(
                        new Problem(
                                "defaults of route /a (--route)",
                                "backup: not taken: backup: given with balance=random (expected: round_robin,"
                                        + " least_conn, least_time or sticky:COOKIE with it)"),
                        new Problem(
                                "defaults of route /a (--route)",
                                "proxy_set_header=Host:x: not taken: host: given with proxy_set_header=Host:… (expected:"
                                        + " one of them)"));
    }

    @Test
    void aRepeatableOptionOfARouteReplacesTheDefaults() {
        OperatorKeys keys =
                read("lictor/defaults/*", "add_header=A:1 add_header=B:2 proxy_hide_header=X", "lictor/routes/", "");
        List<Problem> problems = new ArrayList<>();
        RouteSpec own = keys.withDefaults(Routes.route("/a service:a add_header=C:3"), problems);
        assertThat(own.options().rewrite().addedFields())
                .extracting(f -> f.name())
                .containsExactly("C");
        assertThat(own.options().rewrite().hiddenFields()).containsExactly("X");
        RouteSpec none = keys.withDefaults(Routes.route("/b service:a"), problems);
        assertThat(none.options().rewrite().addedFields())
                .extracting(f -> f.name())
                .containsExactly("A", "B");
    }
}
