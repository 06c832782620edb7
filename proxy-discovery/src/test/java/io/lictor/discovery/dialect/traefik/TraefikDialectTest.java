package io.lictor.discovery.dialect.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RouteOptions;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.spec.RouteParser;
import io.lictor.discovery.Dialect;
import io.lictor.discovery.Dialect.Declarations;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an instance's tags. */
final class TraefikDialectTest {

    private static final String RULE = "traefik.http.routers.r.rule=PathPrefix(`/a`)";

    private static final String START = "0123456789012345678901234567890123456789";

    private static final String LONG =
            START + START + START + START + START + START + START + START + START + START + START + START + START;

    private static final String AT = " of web.app@n5";

    private static Declarations read(String... tags) {
        return read("web.app", List.of(tags));
    }

    private static Declarations read(String service, List<String> tags) {
        Instance.Id id = new Instance.Id("dc1", "n5", "web-1");
        return new TraefikDialect()
                .read(new Instance(id, service, "10.0.0.1", 80, tags, Map.of(), Instance.Status.PASSING, 1, 1, 1));
    }

    /** The router {@code r} at {@code /a} and these, of which a shorter form of the keys is enough. */
    private static Declarations router(String... more) {
        List<String> tags = new ArrayList<>(List.of(RULE));
        Stream.of(more)
                .map(tag -> "traefik.http."
                        + tag.replaceFirst("^r\\.", "routers.r.")
                                .replaceFirst("^s\\.", "services.s.loadbalancer.")
                                .replaceFirst("^m\\.", "middlewares.m."))
                .forEach(tags::add);
        return read("web.app", tags);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '@',
            value = {
                "s.server.weight=3 @ weight=3",
                "s.server.weight=0 @ down",
                "s.server.scheme=http @ ''",
                "s.server.scheme=https @ proxy_ssl=on",
                "s.passhostheader=true @ ''",
                "s.passhostheader=false @ host=upstream",
                "s.strategy=wrr @ ''",
                "s.strategy=p2c @ balance=random",
                "s.strategy=leasttime @ balance=least_time",
                "s.strategy=hrw @ balance=hash:remote_addr:consistent",
                "s.sticky.cookie=true @ balance=sticky:_a0f14,path=/",
                "s.sticky.cookie=false @ ''",
                "s.sticky.cookie.name=lb @ balance=sticky:lb,path=/",
                "s.sticky.cookie.name=lb;s.sticky.cookie.httponly=true;s.sticky.cookie.path=/x"
                        + " @ balance=sticky:lb,path=/x,httponly",
                "s.sticky.cookie.name=lb;s.sticky.cookie.secure=true;s.sticky.cookie.samesite=None;"
                        + "s.sticky.cookie.maxage=60;s.sticky.cookie.domain=a.example"
                        + " @ balance=sticky:lb,path=/,domain=a.example,expires=60,secure,samesite=none",
                "s.healthcheck.path=/health @ health_check=/health health_check_interval=30s",
                "s.healthcheck.path=/h;s.healthcheck.interval=10s;s.healthcheck.timeout=2;s.healthcheck.port=81;"
                        + "s.healthcheck.status=204;s.healthcheck.mode=http;s.healthcheck.method=GET"
                        + " @ health_check=/h health_check_interval=10000ms health_check_timeout=2s"
                        + " health_check_port=81 health_check_match=204",
                "s.passivehealthcheck.failurewindow=30s;s.passivehealthcheck.maxfailedattempts=3"
                        + " @ fail_timeout=30000ms max_fails=3",
                "m.stripprefix.prefixes=/a @ strip=/a",
                "m.stripprefix.prefixes=/a/ @ strip=/a",
                "m.stripprefix.prefixes=/b @ ''",
                "m.stripprefix.prefixes=/b, /a @ strip=/a",
                "m.stripprefix.prefixes=/a/b @ strip=/a/b",
                "m.stripprefix.prefixes=/a/b,/a/c.d" + " @ \"rewrite=^(?:/a/b|/a/c\\\\.d)(/(?s:.*))?\\\\z ${1}\"",
                "m.stripprefixregex.regex=/a/[0-9]+ @ \"rewrite=^(?:(?:/a/[0-9]+))((?s:.*))\\\\z ${1}\"",
                "m.stripprefixregex.regex=/a/(x),/b @ \"rewrite=^(?:(?:/a/(x))|(?:/b))((?s:.*))\\\\z ${2}\"",
                "m.addprefix.prefix=/x @ prepend=/x",
                "m.addprefix.prefix=x @ prepend=/x",
                "m.replacepath.path=/x @ \"rewrite=^ /x\" proxy_set_header=X-Replaced-Path:$uri",
                "m.replacepathregex.regex=^/a/(.*);m.replacepathregex.replacement=/b/$1"
                        + " @ \"rewrite=^((?s:.*?))(?:(?d)^/a/(.*))((?s:.*))\\\\z ${1}/b/${2}${3}\"",
                "m.replacepathregex.regex=(?P<x>y);m.replacepathregex.replacement=${x}-$x-$2-$1z"
                        + " @ \"rewrite=^((?s:.*?))(?:(y))((?s:.*))\\\\z ${1}${2}-${2}--${3}\"",
                "m.redirectscheme.scheme=https @ redirect=307,https://$host$request_uri",
                "m.redirectscheme.scheme=https;m.redirectscheme.permanent=true;m.redirectscheme.port=443"
                        + " @ redirect=308,https://$host$request_uri",
                "m.redirectscheme.scheme=https;m.redirectscheme.port=8443"
                        + " @ redirect=307,https://$host:8443$request_uri",
                "m.redirectregex.regex=^https?://([^/]+)/a/(.*);m.redirectregex.replacement=https://$1/b/${2}?x=y"
                        + " @ \"redirect_match=(?d)^https?://([^/]+)/a/(.*) https://${1}/b/${2}?x=y 307\"",
                "m.redirectregex.regex=^(?P<all>http://.*) x$;m.redirectregex.replacement=${all}/;"
                        + "m.redirectregex.permanent=true"
                        + " @ \"redirect_match=(?d)^(http://.*)\\\\x20x\\\\z ${1}/ 308\"",
                "m.headers.customrequestheaders.X-Team=a b @ \"proxy_set_header=X-Team:a b\"",
                "m.headers.customrequestheaders.X-Team= @ proxy_set_header=X-Team:",
                "m.headers.customrequestheaders.Host=h;s.passhostheader=false @ proxy_set_header=Host:h",
                "m.headers.customresponseheaders.X-By=a @ add_header_always=X-By:a proxy_hide_header=X-By",
                "m.headers.customresponseheaders.Server= @ proxy_hide_header=Server",
                "m.retry.attempts=4 @ proxy_next_upstream_tries=4",
                "m.retry.attempts=4;m.retry.timeout=2s;m.retry.status=502,503;m.retry.retrynonidempotentmethod=true"
                        + " @ proxy_next_upstream_tries=4 proxy_next_upstream_timeout=2000ms"
                        + " proxy_next_upstream=error,timeout,http_502,http_503,non_idempotent",
                "m.retry.disableretryonnetworkerror=true @ proxy_next_upstream=off",
                "m.buffering.maxrequestbodybytes=1000 @ client_max_body_size=1000",
                "r.priority=42 @ priority=42",
                "r.priority=-1 @ priority=-1",
            })
    void tagsAreOptions(String tags, String options) throws Exception {
        boolean named = tags.contains("m.");
        String all = named ? tags + ";r.middlewares=m" : tags;
        Declarations read = router(all.split(";"));

        assertThat(read.problems()).isEmpty();
        String priority = options.contains("priority=") ? "" : " priority=16";
        RouteSpec expected = RouteParser.parseDeclared("/a match=prefix " + options + priority, "web.app", "");
        RouteSpec route = read.routes().get(0);
        assertThat(route.key()).isEqualTo(expected.key());
        assertThat(route.priority()).isEqualTo(expected.priority());
        assertThat(route.options()).isEqualTo(expected.options());
        assertThat(route.peerOptions()).isEqualTo(expected.peerOptions());
        assertThat(route.upstreamOptions()).isEqualTo(expected.upstreamOptions());
        assertThat(read.routes()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "s.server.port=0 | \"0\" (expected: 1 to 65535)",
                "s.server.port=http | \"http\" (expected: 1 to 65535)",
                "s.server.scheme=h2c | \"h2c\" not supported (expected: http or https)",
                "s.server.url=http://10.9.9.9:1 | not supported: an instance stands for itself only",
                "s.server.weight=many | weight: \"many\" (expected: a whole number)",
                "s.passhostheader=maybe | \"maybe\" (expected: true or false)",
                "s.strategy=best | \"best\" (expected: wrr, p2c, leasttime or hrw)",
                "s.sticky.cookie.samesite=none | samesite: x",
                "s.healthcheck.interval=10s | given without healthcheck.path (expected: with it)",
                "s.healthcheck.path=off | \"off\" (expected: a path that starts with /)",
                "s.passivehealthcheck.failurewindow=soon | \"soon\" (expected: a time such as 10s, 500ms or 1m30s)",
                "s.passivehealthcheck.maxfailedattempts=-1 | max_fails: \"-1\" (expected: 0 to 1000000)",
                "services.s.weighted.services=x | not supported (expected: loadbalancer)",
                "m.stripprefix.prefixes=a | prefixes: \"a\" (expected: paths that start with /)",
                "m.replacepath.path=/a?b | path: \"/a?b\" (expected: no $ and no ?)",
                "m.redirectscheme.permanent=x | x",
                "m.redirectregex.regex=(;m.redirectregex.replacement=/ | regex: x",
                "m.redirectregex.regex=y;m.redirectregex.replacement=/$ | replacement: \"/$\" (expected: $1 or ${1} behind each $)",
                "m.redirectregex.regex=y;m.redirectregex.replacement=/a b | replacement: \"/a b\" (expected: no $ and no blank)",
                "m.redirectregex.regex=y;m.redirectregex.replacement=/;m.redirectregex.permanent=z | \"z\" (expected: true or false)",
                "m.headers.customrequestheaders.X-A=$host"
                        + " | \"$host\" (expected: no $, which begins a variable here)",
                "m.headers.customrequestheaders.Connection=x | proxy_set_header: x",
                "m.headers.allowedhosts=a | not supported; a route that names it is not served",
                "m.stripprefixregex.regex=" + LONG + " | regex: \"" + START + "…\" (expected: at most 500 characters)",
                "m.retry.attempts=x | proxy_next_upstream_tries: \"x\" (expected: a whole number)",
                "m.retry.status=418 | proxy_next_upstream: x",
                "r.priority=high | priority: \"high\" (expected: a whole number)",
                "r.rulesyntax=v2 | \"v2\" not supported (expected: v3)",
                "r.service=other | \"other\" (expected: a service that the tags of this instance declare)",
                "r.service=api@internal"
                        + " | \"api@internal\" (expected: a service that the tags of this instance declare)",
            })
    void aBadTagCostsItsRouteAndIsNamed(String tag, String message) {
        String all = tag.startsWith("m.") ? tag + ";r.middlewares=m" : tag;
        Declarations read = router(all.split(";"));

        assertThat(read.routes()).isEmpty();
        assertThat(read.problems()).extracting(Problem::place).contains("router \"r\"" + AT);
        if (!message.endsWith("x")) {
            assertThat(read.problems()).extracting(Problem::message).contains(message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "basicauth.users=a:b",
                "digestauth.users=a:b:c",
                "forwardauth.address=http://auth",
                "ipallowlist.sourcerange=10.0.0.0/8",
                "ipwhitelist.sourcerange=10.0.0.0/8",
                "ratelimit.average=10",
                "inflightreq.amount=10",
                "passtlsclientcert.pem=true",
                "plugin.waf.on=true",
                "basikauth.users=a:b",
            })
    void aMiddlewareThatKeepsSomebodyOutCostsTheRoutesThatNameIt(String middleware) {
        String name = middleware.substring(0, middleware.indexOf('.'));
        Declarations read = router("m." + middleware, "r.middlewares=m", "routers.open.rule=Path(`/open`)");

        assertThat(read.routes()).extracting(RouteSpec::key).containsExactly("=/open");
        assertThat(read.problems())
                .contains(new Problem(
                        "router \"r\"" + AT, "not served: middleware \"m\" is " + name + ", which is not supported"));
        assertThat(read.problems())
                .allSatisfy(problem -> assertThat(problem.place()).doesNotContain("a:b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compress=true",
                "compress.minresponsebodybytes=1",
                "circuitbreaker.expression=x",
                "errors.status=500",
                "grpcweb.alloworigins=*",
                "contenttype=true",
                "buffering.memrequestbodybytes=1",
            })
    void anyOtherMiddlewareIsReportedAndLeftOut(String middleware) {
        Declarations read = router("m." + middleware, "r.middlewares=m");

        assertThat(read.routes()).hasSize(1);
        assertThat(read.problems())
                .containsExactly(new Problem(
                        "tag \"traefik.http.middlewares.m." + middleware + "\"" + AT,
                        "not supported; a route that names it is served without it"));
    }

    @ParameterizedTest
    @CsvSource({
        "buffering.maxrequestbodybytes, 10000000, client_max_body_size, 1m",
        "buffering.maxrequestbodybytes, 0, client_max_body_size, 1m",
        "retry.maxrequestbodybytes, 2000000, client_body_buffer_size, 64k",
    })
    void aLimitThatAServiceMayNotRaiseSoFarIsReportedAndLeftOut(String key, String value, String option, String most) {
        Declarations read = router("m." + key + "=" + value, "r.middlewares=m");

        assertThat(read.routes()).hasSize(1);
        assertThat(read.routes().get(0).options()).isEqualTo(RouteOptions.DEFAULT);
        assertThat(read.problems())
                .containsExactly(new Problem(
                        "tag \"traefik.http.middlewares.m." + key + "=" + value + "\"" + AT,
                        option + ": \"" + value + "\" (expected: at most " + most
                                + " in a tag or Meta; only an operator"
                                + " allows more, by a flag or a key); a route that names it is served without it"));
    }

    @Test
    void aMiddlewareThatIsNotThereCostsTheRoute() {
        assertThat(router("r.middlewares=auth@file").routes()).isEmpty();
        assertThat(router("r.middlewares=auth").problems())
                .containsExactly(
                        new Problem("router \"r\"" + AT, "not served: middleware \"auth\" is not of this instance"));
    }

    @Test
    void chainsAreTakenApartAlsoThoseWithoutEnd() {
        Declarations good = router(
                "r.middlewares=m@consulcatalog",
                "m.chain.middlewares=one,two",
                "middlewares.one.stripprefix.prefixes=/a",
                "middlewares.TWO.addprefix.prefix=/b");
        assertThat(good.problems()).isEmpty();
        assertThat(good.routes().get(0).options().rewrite().prepend()).isEqualTo("/b");

        Declarations endless = router("r.middlewares=m", "m.chain.middlewares=m");
        assertThat(endless.routes()).isEmpty();
        assertThat(endless.problems())
                .containsExactly(new Problem(
                        "router \"r\"" + AT, "not served: more than 100 middlewares, or a chain without end"));
        String many = "x,".repeat(200);
        assertThat(router("r.middlewares=m", "m.chain.middlewares=" + many, "middlewares.x.chain.middlewares=" + many)
                        .routes())
                .isEmpty();
        assertThat(router("r.middlewares=m", "m.chain.middlewares=a", "middlewares.a.basicauth.users=x")
                        .routes())
                .isEmpty();
    }

    @Test
    void aRedirectToAnotherHostIsAnOperators() {
        Declarations read = router(
                "m.redirectregex.regex=^http://(.*)",
                "m.redirectregex.replacement=https://other.example/$1",
                "r.middlewares=m");
        assertThat(read.routes()).hasSize(1);
        assertThat(read.problems())
                .containsExactly(new Problem(
                        "tag \"traefik.http.middlewares.m.redirectregex.replacement=https://other.example/$1\"" + AT,
                        "leads only requests for other.example there; only an operator redirects to another host"));
    }

    @Test
    void aRedirectBehindWhatChangesThePathIsReportedAndLeftOut() {
        Declarations read = router(
                "m.stripprefix.prefixes=/a",
                "middlewares.n.redirectregex.regex=x",
                "middlewares.n.redirectregex.replacement=/y",
                "r.middlewares=m,n");
        assertThat(read.routes()).hasSize(1);
        assertThat(read.routes().get(0).options().rewrite().urlRules()).isEmpty();
        assertThat(read.problems())
                .containsExactly(new Problem(
                        "tag \"traefik.http.middlewares.n.redirectregex.regex=x\"" + AT,
                        "not supported behind what changes the path; the route is served without it"));
    }

    @Test
    void whatIsDoneToThePathHasOneOrder() {
        assertThat(router("r.middlewares=m,n", "m.addprefix.prefix=/b", "middlewares.n.stripprefix.prefixes=/a")
                        .problems())
                .extracting(Problem::message)
                .contains("stripprefix: behind what it would have to go before, or given twice (expected: one"
                        + " stripprefix, one of stripprefixregex, replacepath and replacepathregex, one addprefix, in"
                        + " this order)");
    }

    @Test
    void ofTwoMiddlewaresThatSetOneFieldThePeerSeesTheLastAndTheClientTheFirst() {
        RouteSpec route = router(
                        "r.middlewares=m,n",
                        "m.headers.customrequestheaders.x-a=1",
                        "middlewares.n.headers.customrequestheaders.X-A=2",
                        "m.headers.customresponseheaders.x-b=1",
                        "middlewares.n.headers.customresponseheaders.X-B=2")
                .routes()
                .get(0);
        assertThat(route.options().rewrite().setFields()).hasToString("[SetField[name=X-A, value=2]]");
        assertThat(route.options().rewrite().addedFields()).hasToString("[AddedField[name=x-b, value=1, always=true]]");
    }

    @Test
    void severalPrefixesAreThoseOfThePlaceWhereARouteStands() {
        List<RouteSpec> routes = read(
                        "traefik.http.routers.r.rule=PathPrefix(`/a`) || PathPrefix(`/b`)",
                        "traefik.http.routers.r.middlewares=s",
                        "traefik.http.middlewares.s.stripprefix.prefixes=/a,/b")
                .routes();
        assertThat(routes).extracting(RouteSpec::place).containsExactly("/a match=prefix", "/b match=prefix");
        assertThat(routes)
                .extracting(route -> route.options().rewrite().strip())
                .containsExactly("/a", "/b");
    }

    @Test
    void anotherPortIsThatOfTheInstance() {
        assertThat(router("s.server.port=8081").routes())
                .extracting(RouteSpec::target)
                .containsExactly(new Target.Declared("web.app", 8081));
        assertThat(router().routes()).extracting(RouteSpec::target).containsExactly(new Target.Declared("web.app", 0));
    }

    @Test
    void aRouterThatNamesNoServiceHasTheOnlyOne() {
        Declarations two = router("services.a.loadbalancer.server.port=1", "services.b.loadbalancer.server.port=2");
        assertThat(two.routes()).isEmpty();
        assertThat(two.problems())
                .containsExactly(
                        new Problem("router \"r\"" + AT, "not served: it names no service, and there are a, b"));
        assertThat(router(
                                "services.a.loadbalancer.server.port=1",
                                "services.b.loadbalancer.server.port=2",
                                "r.service=B@consulcatalog")
                        .routes())
                .extracting(RouteSpec::target)
                .containsExactly(new Target.Declared("web.app", 2));
        assertThat(router("r.service=web.app").problems()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "traefik.enable=true, web-app/",
        "TRAEFIK.Enable=1, web-app/",
        "traefik.enable=false, ''",
        "traefik.enable=maybe, ''",
        "traefik.http.services.s.loadbalancer.server.port=81, ''",
        "traefik.http.routers.r=x, ''",
        "traefik.enable=true;traefik.tcp.routers.t.rule=HostSNI(`*`), ''",
        "traefik.enable=true;traefik.http.services.s.loadbalancer.server.port=81, web-app/",
        "traefik.enable=true;traefik.consulcatalog.connect=true, ''",
        "traefik.enable=true;traefik.http.routers.r.entrypoints=web, web-app/",
    })
    void withoutARouterOnlyWhoSaysSoIsServed(String tags, String key) {
        assertThat(read(tags.split(";")).routes())
                .extracting(RouteSpec::key)
                .isEqualTo(key.isEmpty() ? List.of() : List.of(key));
    }

    @Test
    void enableFalseHidesARouter() {
        Declarations read = read(RULE, "traefik.enable=false");
        assertThat(read.routes()).isEmpty();
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void ofTwoRoutersForTheSameTheOneForPlainClientsThenTheGreaterPriorityCounts() {
        Declarations read = read(
                "traefik.http.routers.a.rule=Path(`/a`)",
                "traefik.http.routers.a.tls.certresolver=le",
                "traefik.http.routers.a.priority=100",
                "traefik.http.routers.b.rule=Path(`/a`)",
                "traefik.http.routers.c.rule=Path(\"/a\")",
                "traefik.http.routers.c.priority=99");

        assertThat(read.routes()).extracting(RouteSpec::source).containsExactly("Traefik router \"c\"" + AT);
        assertThat(read.problems())
                .contains(
                        new Problem("router \"a\"" + AT, "not used: router \"c\" has =/a"),
                        new Problem("router \"b\"" + AT, "not used: router \"c\" has =/a"),
                        new Problem(
                                "tag \"traefik.http.routers.a.tls.certresolver=le\"" + AT,
                                "not supported: clients come in without TLS, and the route is served so"));
    }

    @Test
    void whatNobodyKnowsIsReportedByName() {
        assertThat(read(
                                RULE,
                                "traefik.http.routers.r.entrypoints=web,websecure",
                                "traefik.http.routers.r.observability.metrics=false",
                                "traefik.http.services.s.loadbalancer.serverstransport=x@file",
                                "traefik.http.middlewares.m.addprefix.prefix=/x",
                                "traefik.udp.services.u.loadbalancer.server.port=53",
                                "traefik.color=blue")
                        .problems())
                .extracting(problem -> problem.place() + ": " + problem.message())
                .containsExactlyInAnyOrder(
                        "tag \"traefik.http.routers.r.entrypoints=web,websecure\"" + AT
                                + ": not supported: a route is for every listener",
                        "tag \"traefik.http.routers.r.observability.metrics=false\"" + AT + ": not supported",
                        "tag \"traefik.http.services.s.loadbalancer.serverstransport=x@file\"" + AT + ": not supported",
                        "tag \"traefik.http.middlewares.m.addprefix.prefix=/x\"" + AT
                                + ": not used: no router of this instance names it",
                        "tag \"traefik.udp.services.u.loadbalancer.server.port=53\"" + AT
                                + ": not supported: HTTP only",
                        "tag \"traefik.color=blue\"" + AT + ": unknown; not supported");
    }

    @Test
    void aBadRuleStopsNoOther() {
        Declarations read = read(RULE, "traefik.http.routers.bad.rule=Host(`a`");
        assertThat(read.routes()).hasSize(1);
        assertThat(read.problems())
                .contains(new Problem(
                        "tag \"traefik.http.routers.bad.rule=Host(`a`\"" + AT,
                        "rule: the end at 9 (expected: , or ))"));
    }

    @Test
    void isFoundByTheServiceLoaderAndClaimsItsTags() {
        assertThat(ServiceLoader.load(Dialect.class)).hasAtLeastOneElementOfType(TraefikDialect.class);
        Dialect dialect = new TraefikDialect();
        assertThat(dialect.claims("traefik.enable=true")).isTrue();
        assertThat(dialect.claims("Traefik.http.routers.a.rule=x")).isTrue();
        assertThat(dialect.claims("traefik")).isFalse();
        assertThat(dialect.claims("traefik.enable")).isFalse();
        assertThat(dialect.claims("traefikx.enable=true")).isFalse();
        assertThat(read("blue", "lictor:/a").routes()).isEmpty();
    }
}
