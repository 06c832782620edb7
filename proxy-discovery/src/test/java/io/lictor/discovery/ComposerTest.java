package io.lictor.discovery;

import static io.lictor.discovery.testkit.RecordingSink.peers;
import static io.lictor.discovery.testkit.RecordingSink.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.DesiredState;
import io.lictor.config.DesiredState.BoundRoute;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.Composer.Composition;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance.Status;
import io.lictor.discovery.dialect.FabioDialect;
import io.lictor.discovery.dialect.LictorDialect;
import io.lictor.discovery.dialect.traefik.TraefikDialect;
import io.lictor.discovery.testkit.Routes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which routes and peers follow from flags and instances. */
class ComposerTest {

    private static Composition compose(DiscoveryConfig config, Instance... instances) {
        SortedMap<String, List<Instance>> services = new TreeMap<>(
                Arrays.stream(instances).sorted(Instance.ORDER).collect(Collectors.groupingBy(Instance::service)));
        return new Composer(config, List.of(new LictorDialect(), new FabioDialect()), List.of())
                .compose(services, OperatorKeys.NONE);
    }

    private static Instance instance(String service, String node, int port, String... tags) {
        return new Instance(
                new Instance.Id("dc1", node, service + "-" + port),
                service,
                "10.0.0.1",
                port,
                List.of(tags),
                Map.of(),
                Status.PASSING,
                1,
                1,
                port);
    }

    private static Instance weighted(Status status, int passing, int warning) {
        return new Instance(
                new Instance.Id("dc1", "n1", "a-1"),
                "a",
                "10.0.0.1",
                1,
                List.of(),
                Map.of(),
                status,
                passing,
                warning,
                1);
    }

    private static DiscoveryConfig nothing() {
        return new DiscoveryConfig(List.of(), Set.of());
    }

    @ParameterizedTest(name = "{0} {1}:{2} and route weight {3} -> {4}")
    @CsvSource({
        "PASSING, 5, 2, 1, 5",
        "WARNING, 5, 2, 1, 2",
        "PASSING, 5, 2, 7, 7",
        "PASSING, 0, 2, 1, 0",
        "WARNING, 5, 0, 7, 0",
        "PASSING, 70000, 1, 1, 65535",
        "CRITICAL, 5, 2, 1, 0",
        "PENDING, 5, 2, 1, 0",
        "MAINTENANCE, 5, 2, 1, 0",
    })
    void weighsByTheRegistryUnlessTheRouteSays(Status status, int passing, int warning, int route, int expected) {
        Composition c = compose(
                Routes.config("/a service:a" + (route == 1 ? "" : " weight=" + route)),
                weighted(status, passing, warning));
        List<PeerSpec> peers = peers(c.state(), "service:a");
        assertThat(peers.stream().mapToInt(p -> p.options().weight()).sum()).isEqualTo(expected);
        assertThat(peers).hasSize(expected == 0 ? 0 : 1);
    }

    @Test
    void aWeightOfOneThatIsWrittenCounts() {
        Composition c = compose(Routes.config("/a service:a weight=1"), weighted(Status.PASSING, 5, 2));
        assertThat(peers(c.state(), "service:a"))
                .singleElement()
                .matches(peer -> peer.options().weight() == 1);
    }

    @Test
    void makesOnePeerOfOneAddress() {
        Composition c = compose(
                Routes.config("/a service:a"), instance("a", "n2", 1), instance("a", "n1", 1), instance("a", "n1", 2));
        List<PeerSpec> peers = peers(c.state(), "service:a");
        assertThat(peers).hasSize(2);
        assertThat(peers.get(0).instances()).containsExactly("dc1/n1/a-1", "dc1/n2/a-1");
        assertThat(peers.get(1).address().port()).isEqualTo(2);
    }

    @Test
    void reportsInstancesWithoutAddressOrPort() {
        Instance noAddress = new Instance(
                new Instance.Id("dc1", "n1", "a-1"), "a", "", 1, List.of(), Map.of(), Status.PASSING, 1, 1, 1);
        Composition c = compose(Routes.config("/a service:a", "/b service:a"), noAddress, instance("a", "n1", 0));
        assertThat(peers(c.state(), "service:a")).isEmpty();
        assertThat(c.problems())
                .containsExactly(
                        new Problem("instance dc1/n1/a-0 of a", "port: 0 (expected: 1 to 65535)", "dc1/n1/a-0"),
                        new Problem(
                                "instance dc1/n1/a-1 of a",
                                "no address (expected: one of the service or of its node)",
                                "dc1/n1/a-1"));
    }

    @Test
    void reportsAWeightInMetaThatIsNone() {
        Instance heavy = new Instance(
                new Instance.Id("dc1", "n1", "a-1"),
                "a",
                "10.0.0.1",
                1,
                List.of(),
                Map.of("weight", "heavy"),
                Status.PASSING,
                3,
                1,
                1);
        Composition c = compose(Routes.config("/a service:a", "/b service:a"), heavy);
        assertThat(peers(c.state(), "service:a"))
                .singleElement()
                .matches(peer -> peer.options().weight() == 3);
        assertThat(c.problems())
                .containsExactly(new Problem(
                        "Meta weight of a@n1",
                        "\"heavy\" (expected: 0 to 65535; the registry's own weight counts)",
                        "dc1/n1/a-1"));
    }

    @Test
    void countsOnlyInstancesWithTheTagsAskedFor() {
        DiscoveryConfig config =
                new DiscoveryConfig(Routes.routes("/a service:a", "/t tag:T", "/s http://1.2.3.4:5"), Set.of("in"));
        Composition c = compose(
                config,
                instance("a", "n1", 1, "in", "T"),
                instance("a", "n1", 2, "T"),
                instance("a", "n1", 3, "lictor:/d"),
                instance("b", "n1", 4, "in", "lictor:/d"));
        assertThat(ports(c.state(), "service:a")).containsExactly(1);
        assertThat(ports(c.state(), "tag:T")).containsExactly(1);
        assertThat(ports(c.state(), "b /d")).containsExactly(4);
        assertThat(ports(c.state(), "http://1.2.3.4:5")).containsExactly(5);
    }

    @Test
    void sharesAnUpstreamUntilItsTreatmentDiffers() {
        assertThat(names("/a tag:T max_fails=3", "/b tag:T max_fails=3 proxy_read_timeout=1s"))
                .containsExactly("tag:T", "tag:T");
        assertThat(names("/a tag:T max_fails=3 weight=2", "/b tag:T", "/c tag:T keepalive=1", "/d tag:U down"))
                .containsExactly("tag:T{weight=2 max_fails=3}", "tag:T", "tag:T{keepalive=1}", "tag:U");
        assertThat(names("/a tag:T", "/b tag:T health_check=/up", "/c tag:T panic=on"))
                .containsExactly("tag:T", "tag:T{health_check=/up}", "tag:T{panic=on}");
        assertThat(names("/a tag:T", "/b tag:T proxy_ssl=on proxy_ssl_name=a.test", "/c tag:T proxy_ssl=on"))
                .containsExactly("tag:T", "tag:T{proxy_ssl=on proxy_ssl_name=a.test}", "tag:T{proxy_ssl=on}");
    }

    private static List<String> names(String... routes) {
        DesiredState state = compose(Routes.config(routes)).state();
        List<String> names = state.routes().stream().map(BoundRoute::upstream).toList();
        assertThat(state.upstreams())
                .extracting(UpstreamSpec::name)
                .doesNotHaveDuplicates()
                .containsAll(names);
        return names;
    }

    @Test
    void leadsADeclaredRouteToThoseThatDeclareIt() {
        Composition c = compose(
                nothing(),
                instance("a", "n1", 1, "lictor:/a max_fails=2"),
                instance("a", "n1", 2, "lictor:/a max_fails=5", "lictor:/b"),
                instance("a", "n1", 3));
        assertThat(ports(c.state(), "a /a")).containsExactlyInAnyOrder(1, 2);
        assertThat(ports(c.state(), "a /b")).containsExactly(2);
        assertThat(peers(c.state(), "a /a"))
                .extracting(p -> p.options().maxFails())
                .containsExactly(2, 5);
        assertThat(c.problems()).isEmpty();
    }

    @Test
    void takesTheOptionsOfTheNewestInstance() {
        Composition c = compose(
                nothing(),
                instance("a", "n1", 1, "lictor:/a proxy_read_timeout=1s"),
                instance("a", "n1", 2, "lictor:/a proxy_read_timeout=2s"));
        assertThat(c.state().routes())
                .singleElement()
                .satisfies(route ->
                        assertThat(route.spec().options().readTimeoutMillis()).isEqualTo(2_000));
        assertThat(c.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.place()).isEqualTo("route /a of service a");
            assertThat(problem.message()).contains("different options").contains("proxy_read_timeout=2s");
        });
    }

    @Test
    void givesARouteThatTwoServicesClaimToTheGreaterPriorityThenTheFirstName() {
        Composition byName =
                compose(nothing(), instance("b", "n1", 1, "lictor:/x"), instance("a", "n1", 2, "lictor:/x"));
        assertThat(byName.state().routes()).extracting(BoundRoute::upstream).containsExactly("a /x");
        assertThat(byName.problems())
                .containsExactly(new Problem("route /x of service b", "not used: service a has it", "dc1/n1/b-1"));
        Composition byPriority =
                compose(nothing(), instance("b", "n1", 1, "lictor:/x priority=1"), instance("a", "n1", 2, "lictor:/x"));
        assertThat(byPriority.state().routes()).extracting(BoundRoute::upstream).containsExactly("b /x");
    }

    @Test
    void putsFlagsFirstAndLetsThemWin() {
        Composition c = compose(
                Routes.config("/x service:a", "/y service:a", "/x service:b"),
                instance("a", "n1", 1, "lictor:/x priority=9", "lictor:/a"));
        assertThat(c.state().routes())
                .extracting(BoundRoute::upstream)
                .containsExactly("service:a", "service:a", "service:b", "a /a");
        assertThat(c.problems())
                .containsExactly(
                        new Problem("--route", "/x: given twice; the first one counts"),
                        new Problem("route /x of service a", "not used: a route given by a flag has it", "dc1/n1/a-1"));
    }

    @Test
    void stopsNothingElseForABadTag() {
        Composition c = compose(
                nothing(),
                instance("a", "n1", 1, "lictor:/a max_fails=x", "lictor:/b"),
                instance("c", "n1", 2, "lictor:/c service:a"));
        assertThat(c.state().routes()).extracting(BoundRoute::upstream).containsExactly("a /b");
        assertThat(c.problems())
                .extracting(Problem::place)
                .containsExactly("tag \"lictor:/a max_fails=x\" of a@n1", "tag \"lictor:/c service:a\" of c@n1");
    }

    @Test
    void reportsTheLosersOfAConflictEachByItself() {
        Composition c = compose(
                nothing(),
                instance("b", "n1", 1, "lictor:/x"),
                instance("b", "n2", 2, "lictor:/x"),
                instance("a", "n1", 3, "lictor:/x"));
        assertThat(c.problems())
                .containsExactly(
                        new Problem("route /x of service b", "not used: service a has it", "dc1/n1/b-1"),
                        new Problem("route /x of service b", "not used: service a has it", "dc1/n2/b-2"));
    }

    @Test
    void thePriorityOfTheNewestInstanceDecidesAConflict() {
        Composition c = compose(
                nothing(),
                instance("b", "n1", 1, "lictor:/x priority=9"),
                instance("b", "n1", 2, "lictor:/x"),
                instance("a", "n1", 3, "lictor:/x priority=5"));
        assertThat(c.state().routes()).extracting(BoundRoute::upstream).containsExactly("a /x");
    }

    @Test
    void reportsTheOlderInstancesThatDeclareOtherOptions() {
        Composition c = compose(
                nothing(),
                instance("a", "n1", 1, "lictor:/a proxy_read_timeout=1s"),
                instance("a", "n2", 2, "lictor:/a proxy_read_timeout=1s"),
                instance("a", "n3", 3, "lictor:/a proxy_read_timeout=2s weight=3"));
        assertThat(c.problems()).extracting(Problem::instance).containsExactly("dc1/n1/a-1", "dc1/n2/a-2");
        assertThat(peers(c.state(), "a /a"))
                .extracting(p -> p.options().weight())
                .containsExactly(1, 1, 3);
    }

    @Test
    void servesOnlyWhatAServiceMayHave() throws SpecException {
        DiscoveryConfig config = nothing()
                .withPolicy(DiscoveryPolicy.DEFAULT
                        .withKeys(Optional.empty())
                        .withAllowed(AllowedRoutes.parse(List.of("a=/a", "gate=/"))));
        Composition c = compose(
                config,
                instance("a", "n1", 1, "lictor:/a/x", "lictor:/b"),
                instance("evil", "n1", 2, "lictor:/", "lictor:/a/y priority=1000000"),
                instance("gate", "n1", 3, "lictor:/"));
        assertThat(c.state().routes()).extracting(BoundRoute::upstream).containsExactly("gate /", "a /a/x");
        assertThat(c.problems())
                .containsExactly(
                        new Problem("route /b of service a", "not allowed (expected: within /a)", "dc1/n1/a-1"),
                        new Problem(
                                "route / of service evil",
                                "not allowed (expected: no route, as no --allow-route is for this service)",
                                "dc1/n1/evil-2"),
                        new Problem(
                                "route /a/y of service evil",
                                "not allowed (expected: no route, as no --allow-route is for this service)",
                                "dc1/n1/evil-2"));
    }

    @Test
    void givesInstancesTheSharesThatTheyAskFor() {
        Instance old = instance("a", "n1", 1, "urlprefix-/a");
        Instance older = instance("a", "n1", 2, "urlprefix-/a");
        Instance canary = instance("a", "n2", 3, "urlprefix-/a weight=0.1");
        assertThat(weights(compose(nothing(), old, older, canary))).containsExactly(9, 9, 2);
        assertThat(weights(compose(nothing(), old, canary))).containsExactly(9, 1);
        assertThat(weights(compose(nothing(), canary))).containsExactly(1);
        // Who is critical asks for nothing.
        assertThat(weights(compose(nothing(), old, older, canary.withStatus(Status.CRITICAL))))
                .containsExactly(1, 1);
        Composition all = compose(nothing(), old, instance("a", "n2", 4, "urlprefix-/a weight=1"));
        assertThat(peers(all.state(), "a /a"))
                .extracting(peer -> peer.options().down())
                .containsExactly(true, false);
    }

    private static List<Integer> weights(Composition c) {
        return peers(c.state(), "a /a").stream()
                .map(peer -> peer.options().weight())
                .toList();
    }

    @Test
    void anInstanceThatDeclaresARouteInTwoDialectsHasItOnce() {
        Composition c = compose(nothing(), instance("a", "n1", 1, "lictor:/a match=prefix", "urlprefix-/a strip=/a"));
        assertThat(c.state().routes())
                .singleElement()
                .satisfies(route -> assertThat(route.spec().words()).containsExactly("match=prefix"));
        assertThat(c.problems())
                .containsExactly(new Problem(
                        "route /a match=prefix of service a",
                        "declared in two dialects by one instance; the first one counts",
                        "dc1/n1/a-1"));
    }

    /** One prefix, whichever way it ends: else the shorter word would take what an operator or another service has. */
    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "/sso match=prefix, lictor:/sso",
        "/sso, lictor:/sso match=prefix",
        "/sso match=prefix, urlprefix-/sso",
    })
    void aPrefixIsClaimedOnceWhicheverWayItEnds(String flag, String tag) {
        String path = flag.split(" ")[0];
        String rest = flag.substring(path.length());
        Composition c =
                compose(Routes.config(path + " service:f" + rest), instance("f", "n1", 1), instance("a", "n1", 2, tag));
        assertThat(c.state().routes())
                .singleElement()
                .matches(route -> route.upstream().equals("service:f"));
        assertThat(c.problems())
                .singleElement()
                .matches(problem -> problem.message().equals("not used: a route given by a flag has it"));
    }

    @Test
    void anExpressionThatGetsNothingIsReported() {
        Composition c = compose(
                nothing(),
                instance("api", "n1", 1, "lictor:a.example ~ \\.png$", "lictor:a.example ~ ^/api/.*"),
                instance("web", "n1", 2, "lictor:a.example/"));
        assertThat(c.state().routes()).hasSize(3);
        assertThat(c.problems())
                .singleElement()
                .isEqualTo(new Problem(
                        "route a.example ~ \\.png$ (tag of api@n1)",
                        "gets nothing: a.example/ (tag of web@n1) has all of the host (expected: an expression that"
                                + " starts with ^ and some of a path)"));
    }

    /** What a service may not have keeps it from nothing. */
    @Test
    void aRouteThatIsRefusedTakesNobodysPlace() throws Exception {
        DiscoveryPolicy policy = DiscoveryPolicy.DEFAULT
                .withKeys(Optional.empty())
                .withServiceNames(List.of(new Glob("*")))
                .withAllowed(AllowedRoutes.parse(List.of("sso=/sso")));
        SortedMap<String, List<Instance>> services =
                new TreeMap<>(Map.of("sso", List.of(instance("sso", "n1", 1, "urlprefix-/sso"))));
        Composition c = new Composer(nothing().withPolicy(policy), Extensions.dialects(policy), List.of())
                .compose(services, OperatorKeys.NONE);
        assertThat(c.state().routes()).extracting(BoundRoute::upstream).containsExactly("sso /sso");
        assertThat(c.problems())
                .singleElement()
                .matches(problem -> problem.message().startsWith("not allowed"));
    }

    @Test
    void ofTwoServicesThatClaimAPrefixInTwoWaysOneHasIt() {
        Composition c =
                compose(nothing(), instance("a", "n1", 1, "urlprefix-/sso"), instance("b", "n1", 2, "lictor:/sso"));
        assertThat(c.state().routes()).extracting(BoundRoute::upstream).containsExactly("a /sso");
        assertThat(c.problems())
                .singleElement()
                .isEqualTo(new Problem(
                        "route /sso match=prefix of service b", "not used: service a has it", "dc1/n1/b-2"));
    }

    /** A deployment goes over to other tags: the newest instance's way counts, and all serve. */
    @Test
    void theNewestInstanceSaysWhichWayAPrefixEnds() {
        Composition c =
                compose(nothing(), instance("a", "n1", 1, "urlprefix-/sso"), instance("a", "n1", 2, "lictor:/sso"));
        assertThat(c.state().routes()).extracting(BoundRoute::upstream).containsExactly("a /sso");
        assertThat(ports(c.state(), "a /sso")).containsExactly(1, 2);
        assertThat(c.problems())
                .singleElement()
                .matches(problem -> problem.message().startsWith("its instances declare different options"));
    }

    @Test
    void whatAServiceSaysGoesBeforeItsName() {
        DiscoveryPolicy policy =
                DiscoveryPolicy.DEFAULT.withKeys(Optional.empty()).withServiceNames(List.of(new Glob("*")));
        SortedMap<String, List<Instance>> services = new TreeMap<>(Map.of(
                "a", List.of(instance("a", "n1", 1, "lictor:/a max_fails=7")),
                "b", List.of(instance("b", "n1", 2)),
                "consul", List.of(instance("consul", "n1", 3))));
        DiscoveryConfig config = nothing().withPolicy(policy);
        Composition c =
                new Composer(config, Extensions.dialects(policy), List.of()).compose(services, OperatorKeys.NONE);
        assertThat(c.problems()).isEmpty();
        assertThat(c.state().routes()).extracting(BoundRoute::upstream).containsExactly("a /a", "b /b");
        assertThat(peers(c.state(), "a /a").get(0).options().maxFails()).isEqualTo(7);
        assertThat(peers(c.state(), "b /b").get(0).options().maxFails()).isEqualTo(3);
    }

    @Test
    void readsOnlyTheDialectsThatAreOn() {
        assertThat(Extensions.dialectNames()).contains("lictor", "fabio").doesNotContain("service-name");
        assertThat(Extensions.dialects(DiscoveryPolicy.DEFAULT.withDialects(Set.of("fabio"))))
                .extracting(Dialect::name)
                .containsExactly("fabio");
        assertThat(Extensions.dialects(DiscoveryPolicy.DEFAULT))
                .extracting(Dialect::name)
                .startsWith("lictor", "fabio")
                .doesNotContain("service-name");
        assertThat(Extensions.commands()).hasSize(1);
    }

    @Test
    void whatAnOperatorAddsGoesBeforeWhatServicesDeclare() {
        OperatorKeys keys = OperatorKeys.NONE.withCommands(
                new TreeMap<>(Map.of("fabio/config", "route add z /a http://10.0.0.9:81/ opts \"strip=/a\"")));
        Composer composer = new Composer(nothing(), List.of(new FabioDialect()), Extensions.commands());
        SortedMap<String, List<Instance>> services = new TreeMap<>(Map.of(
                "a", List.of(instance("a", "n1", 1, "urlprefix-/a")),
                "z", List.of(instance("z", "n1", 2, "urlprefix-/a"))));
        Composition c = composer.compose(services, keys);
        assertThat(c.state().routes()).singleElement().satisfies(route -> {
            assertThat(route.upstream()).isEqualTo("z /a");
            assertThat(route.spec().words()).containsExactly("strip=/a");
        });
        assertThat(ports(c.state(), "z /a")).containsExactlyInAnyOrder(2, 81);
    }

    @Test
    void aRouteThatComesOrGoesRenamesNoOthersUpstream() {
        Composer composer = new Composer(Routes.config("/a service:a max_fails=3"), List.of(), List.of());
        KeyedRoutes keyed = new KeyedRoutes("lictor/");
        assertThat(upstreams(composer, OperatorKeys.NONE)).containsExactly("service:a");
        OperatorKeys more = keyed.read(new TreeMap<>(Map.of("lictor/routes/b", "/b service:a")));
        assertThat(upstreams(composer, more)).containsExactly("service:a", "service:a{}");
        assertThat(upstreams(composer, OperatorKeys.NONE)).containsExactly("service:a");
        OperatorKeys checks = keyed.read(new TreeMap<>(Map.of(
                "lictor/routes/b", "/b service:b health_check=/x", "lictor/routes/c", "/c service:b health_check=/y")));
        assertThat(upstreams(composer, checks))
                .containsExactly("service:a", "service:b{health_check=/x}", "service:b{health_check=/y}");
    }

    private static List<String> upstreams(Composer composer, OperatorKeys keys) {
        DesiredState state = composer.compose(new TreeMap<>(), keys).state();
        return state.routes().stream().map(BoundRoute::upstream).toList();
    }

    /** One bad tag among others costs itself only. */
    @Test
    void aBadTagChangesNothingElse() {
        List<String> bad = List.of(
                "lictor:",
                "lictor:nonsense",
                "lictor:/a max_fails=x",
                "lictor:/a service:other",
                "lictor:/a set_real_ip_from=10.0.0.0/8",
                "lictor:/a redirect=301,https://other.example/",
                "lictor:~ (",
                "lictor:/a \"x",
                "lictor:/",
                "urlprefix-:1234 proto=tcp",
                "urlprefix-*a*b/x",
                "urlprefix-/a\"b");
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            List<Instance> good = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                List<String> tags = new ArrayList<>();
                for (int t = 0; t < random.nextInt(4); t++) {
                    String dialect = random.nextBoolean() ? "lictor:" : "urlprefix-";
                    String options = dialect.equals("lictor:") ? " max_fails=" + random.nextInt(3) : " strip=/p";
                    tags.add(dialect + "/p" + random.nextInt(5) + (random.nextBoolean() ? options : ""));
                }
                good.add(instance("s" + random.nextInt(3), "n" + i, 100 + i, tags.toArray(new String[0])));
            }
            int spoiled = random.nextInt(good.size());
            Instance whole = good.get(spoiled);
            List<String> tags = new ArrayList<>(whole.tags());
            tags.add(bad.get(random.nextInt(bad.size())));
            List<Instance> withBad = new ArrayList<>(good);
            withBad.set(spoiled, tagged(whole, tags));
            Composition expected = compose(nothing(), good.toArray(new Instance[0]));
            Composition got = compose(nothing(), withBad.toArray(new Instance[0]));
            assertThat(got.state().equals(expected.state())).as(tags.toString()).isTrue();
            assertThat(got.problems()).hasSizeGreaterThan(expected.problems().size());
        }
    }

    private static Instance tagged(Instance i, List<String> tags) {
        return new Instance(i.id(), i.service(), i.address(), i.port(), tags, i.meta(), i.status(), 1, 1, i.created());
    }

    @Test
    void keepsADeclaredRouteWhileItsInstancesAreCritical() {
        Instance critical = instance("a", "n1", 1, "lictor:/a").withStatus(Status.CRITICAL);
        Composition c = compose(nothing(), critical);
        assertThat(c.state().routes()).hasSize(1);
        assertThat(peers(c.state(), "a /a")).isEmpty();
    }

    @Test
    void aDeclaredRouteWithAConditionStandsBesideOthersButNotBehindAFlagThatTakesAll() {
        Composition c = compose(
                Routes.config("/a service:x", "/b service:x method=PUT"),
                instance(
                        "s",
                        "n1",
                        1,
                        "lictor:/a method=GET",
                        "lictor:/b",
                        "lictor:/b method=GET",
                        "lictor:/b method=PUT"));
        assertThat(c.state().routes())
                .extracting(route -> route.spec().key() + " " + route.upstream())
                .containsExactly("/a service:x", "/b method=PUT service:x", "/b s /b", "/b method=GET s /b method=GET");
        assertThat(c.problems())
                .containsExactly(
                        new Problem(
                                "route /a method=GET of service s",
                                "not used: a route given by a flag has it",
                                "dc1/n1/s-1"),
                        new Problem(
                                "route /b method=PUT of service s",
                                "not used: a route given by a flag has it",
                                "dc1/n1/s-1"));
    }

    @Test
    void anInstanceMayServeItsRouteAtAnotherPort() {
        SortedMap<String, List<Instance>> services = new TreeMap<>(Map.of(
                "s",
                List.of(
                        instance(
                                "s",
                                "n1",
                                80,
                                "traefik.http.routers.r.rule=Path(`/a`)",
                                "traefik.http.services.s.loadbalancer.server.port=8081"),
                        instance("s", "n2", 82, "traefik.http.routers.r.rule=Path(`/a`)"))));
        Composition c =
                new Composer(nothing(), List.of(new TraefikDialect()), List.of()).compose(services, OperatorKeys.NONE);
        assertThat(ports(c.state(), "s =/a")).containsExactly(8081, 82);
    }

    /** What did not change is the same object: tens of thousands are then neither made nor compared anew. */
    @Test
    void anInstanceThatStaysIsTheSamePeer() {
        Instance stays = instance("a", "n1", 1, "lictor:/a");
        Composer composer = new Composer(Routes.config("/x service:a"), List.of(new LictorDialect()), List.of());
        DesiredState first = composer.compose(
                        new TreeMap<>(Map.of("a", List.of(stays, instance("a", "n1", 2)))), OperatorKeys.NONE)
                .state();
        DesiredState second = composer.compose(
                        new TreeMap<>(Map.of("a", List.of(stays, instance("a", "n1", 3)))), OperatorKeys.NONE)
                .state();
        for (String upstream : List.of("service:a", "a /a")) {
            assertThat(peers(second, upstream).get(0))
                    .isSameAs(peers(first, upstream).get(0));
        }
        assertThat(ports(second, "service:a")).containsExactly(1, 3);
        Instance changed = instance("a", "n1", 1, "lictor:/a max_fails=7");
        DesiredState third = composer.compose(new TreeMap<>(Map.of("a", List.of(changed))), OperatorKeys.NONE)
                .state();
        assertThat(peers(third, "a /a").get(0).options().maxFails()).isEqualTo(7);
    }
}
