package io.lictor.server.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.DiscoveryConfig;
import io.lictor.discovery.DiscoveryPolicy;
import io.lictor.discovery.InMemoryRegistry;
import io.lictor.discovery.RegistryReading;
import io.lictor.discovery.Source;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LintTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "lictor:/sso max_fails=x | error: line 1 \"lictor:/sso max_fails=x\": max_fails: \"x\" (expected: a whole number)",
                "lictor:sso | error: line 1 \"lictor:sso\": path: \"sso\" (expected: [HOST]/PATH, [HOST]=/PATH or ~ REGEX)",
                "lictr:/x | warning: line 1 \"lictr:/x\": declares nothing (expected: lictor:…, if it was meant to declare a route)",
                "lictor:/a max_fails=0 fail_timeout=5s | warning: line 1 \"lictor:/a max_fails=0 fail_timeout=5s\": fail_timeout: without effect, no failures are counted (expected: max_fails of 1 or more)",
            })
    void aFindingIsOneLineWithItsPlace(String tag, String finding) {
        assertThat(ofTags(tag)).containsExactly(finding);
    }

    /** As the proxy would, without a flag that gives it: a build must not pass what will not be served. */
    @Test
    void aRouteThatAServiceMayNotHaveIsAnError() {
        for (String tag : List.of("lictor:/", "urlprefix-/", "lictor:~ ^/.")) {
            assertThat(Lint.ofTags(List.of(new Lint.Line("tag", tag))))
                    .as(tag)
                    .anyMatch(finding -> finding.toString().startsWith("error: tag \"" + tag + "\"")
                            && finding.toString().contains("not allowed: / of the default host"));
        }
        assertThat(Lint.ofTags(List.of(new Lint.Line("tag", "lictor:/a")))).isEmpty();
    }

    @Test
    void goodTagsAndPlainOnesAreNoFindings() {
        assertThat(ofTags(
                        "lictor:/sso max_fails=3 fail_timeout=60s",
                        "lictor:example.com/ strip=/",
                        "S00123",
                        "blue",
                        "victoria",
                        "v1.2.3"))
                .as("strip=/ is refused by the parser")
                .hasSize(1);
        assertThat(ofTags("lictor:/sso max_fails=3 fail_timeout=60s", "S00123", "lector", "a/b", "http://x/y"))
                .isEmpty();
    }

    @Test
    void whatMayBeASecretIsNotShown() {
        assertThat(ofTags("traefik.http.middlewares.auth.basicauth.users=joe:s3cret"))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding)
                        .contains("line 1 \"traefik.http.middlewares.auth.basicauth.users=…\"")
                        .doesNotContain("s3cret"));
    }

    @Test
    void eachLineHasItsOwnFindings() {
        assertThat(ofTags("lictor:/a", "lictor:/a weight=2", "lictor:/b queue=5", "lictor:/a"))
                .containsExactlyInAnyOrder(
                        "warning: line 4 \"lictor:/a\": given twice (expected: each tag once)",
                        "error: line 2 \"lictor:/a weight=2\": /a: declared twice by this instance; the first one counts",
                        "warning: line 3 \"lictor:/b queue=5\": queue: without effect, no peer is ever full (expected: max_conns)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Lictor:/x",
                "lictor :/x",
                "lictor/sso",
                "lictor: /x",
                "litcor:a.b/x",
                "urlprefx-/x",
                "url-prefix-a.b/x",
                "treafik.enable=true",
                "traefik,http.routers.a.rule=x"
            })
    void nearMissesAreSaid(String tag) {
        if (tag.equals("lictor: /x")) {
            assertThat(NearMiss.of(tag)).as("it is read").isEmpty();
        } else {
            assertThat(NearMiss.of(tag)).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"traefik", "pictor", "lictor", "urlprefix", "traffic.light=red", "a", "", "visitor/x"})
    void othersAreNot(String tag) {
        assertThat(NearMiss.of(tag)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "fail_timeout=0 | max_fails",
                "max_fails=0 max_ejection=50% | max_ejection",
                "max_fails=0 panic=on | panic",
                "drain | drain",
                "backup | backup",
                "keepalive=0 keepalive_timeout=5s | keepalive_timeout",
                "keepalive=0 keepalive_time=5s | keepalive_time",
                "keepalive=0 keepalive_requests=5 | keepalive_requests",
                "queue=3 | queue",
                "queue_timeout=3s | queue_timeout",
                "proxy_next_upstream=off proxy_next_upstream_tries=2 | proxy_next_upstream_tries",
                "proxy_next_upstream=off proxy_next_upstream_timeout=2s | proxy_next_upstream_timeout",
                "proxy_next_upstream=non_idempotent | proxy_next_upstream",
                "strip=/other | strip",
                "strip=/ss | strip",
                "redirect=301,/x proxy_read_timeout=5s | proxy_read_timeout",
                "return=404 strip=/sso | strip",
                "return=404 weight=3 | weight, max_fails …",
                "return=404 keepalive=3 | balance, keepalive …",
            })
    void anOptionWithoutEffectIsNamed(String options, String name) throws SpecException {
        assertThat(WithoutEffect.in(route("/sso http://127.0.0.1:1,http://127.0.0.1:2 " + options)))
                .singleElement()
                .asString()
                .startsWith(name + ": without effect, ");
    }

    @Test
    void anOptionOfManyPeersHasNoneWithOne() throws SpecException {
        assertThat(WithoutEffect.in(route("/ http://127.0.0.1:1 max_fails=3 slow_start=5s")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sso http://a:1,http://b:2 max_fails=3 fail_timeout=5s strip=/sso queue=5 max_conns=3",
                "/sso/x http://a:1 strip=/sso",
                "/ http://a:1 strip=/sso",
                "~ ^/a http://a:1 strip=/b",
                "/ http://a:1,http://b:2 balance=sticky:c drain",
                "/old redirect=301,/new add_header=X-Y:z",
                "/ http://a:1,http://b:2 max_fails=0 health_check=/h max_ejection=50% panic=on",
            })
    void optionsWithEffectAreNot(String text) throws SpecException {
        assertThat(WithoutEffect.in(route(text))).isEmpty();
    }

    @Test
    void aRegistryIsCheckedAsAWhole() throws Exception {
        InMemoryRegistry registry = new InMemoryRegistry();
        registry.register("a1", "a", "10.0.0.1", 80, List.of("lictor:/x"));
        registry.register("b1", "b", "10.0.0.2", 80, List.of("lictor:/x", "lictor:/y keepalive=x"));
        registry.register("c1", "c", "10.0.0.3", 80, List.of("lictro:/z"));
        RegistryReading reading = RegistryReading.of(
                new DiscoveryConfig(List.of(route("/s service:nobody")), Set.of()),
                List.of(Source.local(registry)),
                Duration.ofSeconds(10));
        assertThat(Lint.ofRegistry(
                                reading.state(),
                                reading.problems(),
                                reading.catalog(),
                                reading.idleDefaults(),
                                List.of("a1 of a@local"))
                        .stream()
                        .map(Finding::toString))
                .containsExactlyInAnyOrder(
                        "warning: route /s (--route): no instance takes requests, so it answers 502 (expected: one at least)",
                        "warning: route /x of service b: not used: service a has it",
                        "error: tag \"lictor:/y keepalive=x\" of b@local: keepalive: \"x\" (expected: a whole number)",
                        "warning: tag \"lictro:/z\" of service c: declares nothing (expected: lictor:…, if it was meant to declare a route)",
                        "warning: instance a1 of a@local: has a route and no check of its own: it passes, dead or alive (expected: a check)");
    }

    @Test
    void keysAreReadAsTheProxyReadsThem() throws Exception {
        InMemoryRegistry registry = new InMemoryRegistry();
        registry.register("a1", "a", "10.0.0.1", 80, List.of("lictor:/x", "lictor:/f"));
        registry.set("lictor/routes/bad", Optional.of("/b nowhere"));
        registry.set("lictor/routes/x", Optional.of("/x service:a queue=5"));
        registry.set("lictor/routes/x2", Optional.of("/x http://127.0.0.1:1"));
        registry.set("lictor/route/y", Optional.of("/y service:a"));
        registry.set("lictor/defaults/a", Optional.of("max_fails=3"));
        registry.set("lictor/defaults/gone", Optional.of("max_fails=3"));
        registry.set("lictor/routes/n", Optional.of("/n service:nobody"));
        registry.set("fabio/config", Optional.of("route del a /f\nroute ad b /g http://127.0.0.1:2/"));
        RegistryReading reading = RegistryReading.of(
                new DiscoveryConfig(List.of(), Set.of())
                        .withPolicy(DiscoveryPolicy.DEFAULT.withFabioKeys(Optional.of("fabio/config"))),
                List.of(Source.local(registry)),
                Duration.ofSeconds(10));
        assertThat(reading.state().routes().stream().map(bound -> bound.spec().key()))
                .containsExactlyInAnyOrder("/x", "/n");
        assertThat(reading.state().routes().stream()
                        .filter(bound -> bound.spec().key().equals("/x"))
                        .map(bound -> bound.spec().peerOptions().maxFails()))
                .containsExactly(3);
        assertThat(Lint.ofRegistry(
                                reading.state(),
                                reading.problems(),
                                reading.catalog(),
                                reading.idleDefaults(),
                                List.of())
                        .stream()
                        .map(Finding::toString))
                .contains(
                        "error: key lictor/routes/bad: \"nowhere\" (expected after the path: service:NAME, tag:TAG, http://HOST:PORT,… or https://HOST:PORT,…)",
                        "error: key lictor/routes/x2: /x: not used: the route in key lictor/routes/x has it",
                        "error: key lictor/route/y: not known (expected: lictor/routes/NAME, lictor/defaults/SERVICE or lictor/defaults/*)",
                        "warning: route /x of service a: not used: the route in key lictor/routes/x has it",
                        "warning: route /x (key lictor/routes/x): queue: without effect, no peer is ever full (expected: max_conns)",
                        "warning: route /n (key lictor/routes/n): no instance takes requests, so it answers 502 (expected: one at least)",
                        "warning: key lictor/defaults/gone: without effect, no route leads to this service (expected: one, or no such key)")
                .anyMatch(line -> line.startsWith("error: key fabio/config line 2 \"route ad b /g "))
                .noneMatch(line -> line.contains("defaults/a:"));
    }

    /** A default is for many routes: where it does nothing for one of them, that one is not to blame. */
    @Test
    void aDefaultIsNoFaultOfTheRoutesForWhichItDoesNothing() throws Exception {
        InMemoryRegistry registry = new InMemoryRegistry();
        registry.set(
                "lictor/defaults/*",
                Optional.of("max_fails=3 fail_timeout=5s slow_start=5s queue=5 proxy_next_upstream_tries=2"
                        + " proxy_read_timeout=5s keepalive=3 proxy_next_upstream=off strip=/x"));
        registry.set("lictor/routes/one", Optional.of("/one http://127.0.0.1:1"));
        registry.set("lictor/routes/gone", Optional.of("/gone return=410"));
        registry.set("lictor/routes/own", Optional.of("/own http://127.0.0.1:1 max_fails=3"));
        RegistryReading reading = RegistryReading.of(
                new DiscoveryConfig(List.of(), Set.of()).withPolicy(DiscoveryPolicy.DEFAULT),
                List.of(Source.local(registry)),
                Duration.ofSeconds(10));
        assertThat(reading.state().routes().stream()
                        .filter(bound -> bound.spec().key().equals("/one"))
                        .map(bound -> bound.spec().peerOptions().maxFails()))
                .as("it is taken")
                .containsExactly(3);
        assertThat(Lint.ofState(reading.state(), reading.problems()).stream().map(Finding::toString))
                .containsExactly(
                        "warning: route /own (key lictor/routes/own): max_fails: without effect, the only peer is never"
                                + " taken out (expected: several peers)");
    }

    private static RouteSpec route(String text) throws SpecException {
        return RouteParser.parse(text, "--route");
    }

    private static List<String> ofTags(String... tags) {
        int[] number = {0};
        return Lint.ofTags(Arrays.stream(tags)
                        .map(tag -> new Lint.Line("line " + ++number[0], tag))
                        .toList())
                .stream()
                .map(Finding::toString)
                .toList();
    }
}
