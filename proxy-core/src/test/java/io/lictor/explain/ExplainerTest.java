package io.lictor.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.config.DesiredState;
import io.lictor.config.PeerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.engine.DryRun;
import io.lictor.explain.Question.NotAQuestionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainerTest {

    private static final String PEER = " http://127.0.0.1:1,http://127.0.0.1:2";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "https://example.com/sso/x | /sso     | the longest prefix",
                "https://example.com/exact | =/exact  | its path is the request's",
                "https://example.com/a.png | ~ [.]png$ | the first regular expression that is found",
                "https://blue.com/sso      | blue.com/ | the best host, and there the longest prefix",
            })
    void saysWhichRouteWinsAndByWhichRule(String url, String match, String why) throws Exception {
        Explanation e = explain(url, "/", "/sso", "=/exact", "~ [.]png$", "blue.com/");
        assertThat(e.verdict()).isEqualTo(Explanation.ROUTED);
        assertThat(e.route().match().strip()).isEqualTo(match);
        assertThat(e.route().why()).isEqualTo(why);
        assertThat(e.route().source()).isEqualTo("--route");
    }

    @Test
    void saysWhyTheOthersLost() throws Exception {
        Explanation e =
                explain("https://example.com/sso/x", "/", "/sso", "/sso/x match=prefix", "=/sso", "/other", "a.b/");
        assertThat(e.route().match()).isEqualTo("/sso/x match=prefix");
        assertThat(e.others())
                .extracting(lost -> lost.match() + ": " + lost.why())
                .containsExactly(
                        "/: a longer prefix goes before it",
                        "/sso: a longer prefix goes before it",
                        "=/sso: it is for this path alone",
                        "a.b/: it is for a.b");
        assertThat(e.othersLeft()).isEqualTo(1);
    }

    @Test
    void tellsThatSegmentsAreWhole() throws Exception {
        Explanation e = explain("/ssox", "/sso");
        assertThat(e.verdict()).isEqualTo(Explanation.NO_ROUTE);
        assertThat(e.status()).isEqualTo(404);
        assertThat(e.others().get(0).why()).isEqualTo("it takes whole segments (match=prefix would take this too)");
    }

    @Test
    void saysWhichConditionDoesNotHold() throws Exception {
        Explanation e = explain("/a", "/a", "/a method=POST", "/a header=X-A", "/a query=b priority=-1");
        assertThat(e.route().match()).isEqualTo("/a");
        assertThat(e.others())
                .extracting(Explanation.Lost::why)
                .containsExactly(
                        "its condition does not hold: method=POST",
                        "its condition does not hold: header=x-a",
                        "its condition does not hold: query=b");
        assertThat(explain("/a?b", "/a", "/a query=b priority=-1").others())
                .extracting(Explanation.Lost::why)
                .containsExactly("of the same host and path another goes first: by a flag, its priority, a longer"
                        + " condition or its name");
    }

    @Test
    void onlyTheBestHostCounts() throws Exception {
        Explanation e = explain("https://a.b/sso", "/sso", "*.b/", "a.b/other");
        assertThat(e.verdict()).isEqualTo(Explanation.NO_ROUTE);
        assertThat(e.others())
                .extracting(Explanation.Lost::why)
                .containsOnly("only the routes of the best host are looked at, and that is a.b");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/sso strip=/sso                  | /sso/a%20b?x=1  | /a%20b?x=1",
                "/sso strip=/sso prepend=/app     | /sso            | /app/",
                "/sso                             | /sso/../sso/y?q | /sso/y?q",
                "/sso                             | /sso//y         | /sso//y",
                "/sso rewrite=\"^/sso/(.*)$ /n/$1\" | /sso/z          | /n/z",
            })
    void saysWhatThePeerIsSent(String route, String url, String sent) throws Exception {
        Explanation e = explain(url, route);
        assertThat(e.sent().target()).isEqualTo(sent);
    }

    @Test
    void saysWhichFieldsTheRulesSet() throws Exception {
        Explanation e = explain(
                "https://example.com/sso/x", "/sso host=upstream strip=/sso proxy_set_header=X-Team:$host-blue");
        assertThat(e.sent().peer()).isEqualTo("127.0.0.1:1");
        assertThat(e.sent().fields())
                .containsExactly("Host: 127.0.0.1:1", "X-Team: example.com-blue", "X-Forwarded-Prefix: /sso");
    }

    @Test
    void aRouteThatAnswersItselfAsksNoPeer() throws Exception {
        Explanation e = explain("/old", "/old redirect=301,/new");
        assertThat(e.verdict()).isEqualTo(Explanation.ANSWERED);
        assertThat(e.status()).isEqualTo(301);
        assertThat(e.upstream()).isEqualTo(Explanation.Pool.NONE);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"GET,/%zz,400,path that cannot be normalised", "TRACE,/,405,CONNECT and TRACE are not forwarded"})
    void aMalformedRequestIsRefusedAsThatOfAClient(String method, String url, int status, String why) throws Exception {
        Explanation e = DryRun.explain(state("/"), Question.of(method, url, List.of("Host: a")));
        assertThat(e.verdict()).isEqualTo(Explanation.REFUSED);
        assertThat(e.status()).isEqualTo(status);
        assertThat(e.why()).isEqualTo(why);
    }

    @Test
    void saysAmongWhomAPickIsMade() throws Exception {
        assertThat(explain("/a", "/a").upstream().pick()).isEqualTo("round robin by weight among 2");
        assertThat(explain("/a", "/a down").upstream().pick()).isEqualTo("none can be picked: 502");
        assertThat(explain("/a", "/a backup").upstream().pick()).isEqualTo("round robin by weight among 2 backups");
        assertThat(explain("/a", "/a balance=hash:uri").upstream().pick())
                .isEqualTo("by the hash of the request's key, among 2");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ftp://a/b  | URL \"ftp://a/b\" (expected: http:// or https://)",
                "a.b/c      | URL \"a.b/c\" (expected: https://HOST/PATH, or /PATH)",
                "https:///x | URL \"https:///x\" (expected: a host behind https://)",
            })
    void aUrlThatIsNoneIsSaid(String url, String message) {
        assertThatThrownBy(() -> Question.of("GET", url, List.of()))
                .isInstanceOf(NotAQuestionException.class)
                .hasMessage(message);
    }

    /** Reasons are told of other routes than the table chose, and never of the one it chose. */
    @Test
    void neverSaysThatAContenderIsForSomethingElse() throws Exception {
        Random random = new Random(7);
        String[] paths = {"/", "/a", "/a/b", "=/a", "/a match=prefix", "~ ^/a", "=/a/b", "/a/b match=prefix", "~* ^/A/B"
        };
        String[] hosts = {"", "h.x", "*.x", "h.*"};
        for (int i = 0; i < 300; i++) {
            List<String> routes = new ArrayList<>();
            for (String path : paths) {
                if (random.nextBoolean()) {
                    routes.add(hosts[random.nextInt(hosts.length)] + (path.startsWith("~") ? " " : "") + path);
                }
            }
            String url =
                    "http://h.x" + List.of("/", "/a", "/ab", "/a/b", "/a/bc").get(random.nextInt(5));
            Explanation e = explain(url, routes.toArray(String[]::new));
            assertThat(e.others())
                    .extracting(Explanation.Lost::match)
                    .doesNotContain(e.route().match());
            assertThat(e.others()).extracting(Explanation.Lost::why).doesNotContain("it did not match");
        }
    }

    private static Explanation explain(String url, String... routes) throws NotAQuestionException {
        List<String> host = url.startsWith("/") ? List.of("Host: example.com") : List.of();
        return DryRun.explain(state(routes), Question.of("GET", url, host));
    }

    private static DesiredState state(String... routes) {
        Map<String, UpstreamSpec> upstreams = new LinkedHashMap<>();
        List<DesiredState.BoundRoute> bound = new ArrayList<>();
        for (String text : routes) {
            RouteSpec route = route(text);
            Target.Static target = (Target.Static) route.target();
            upstreams.put(
                    text,
                    new UpstreamSpec(
                            text,
                            route.upstreamOptions(),
                            target.addresses().stream()
                                    .map(address -> new PeerSpec(address, route.peerOptions()))
                                    .toList()));
            bound.add(new DesiredState.BoundRoute(route, text));
        }
        return new DesiredState(bound, List.copyOf(upstreams.values()));
    }

    /** A route with two peers, put behind its path. */
    private static RouteSpec route(String text) {
        boolean regex = text.contains("~");
        int words = regex && !text.startsWith("~") && !text.startsWith(" ~") ? 3 : regex ? 2 : 1;
        String[] parts = text.strip().split(" ", words + 1);
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < words; i++) {
            whole.append(parts[i]).append(' ');
        }
        try {
            return RouteParser.parse(whole + PEER + " " + (parts.length > words ? parts[words] : ""), "--route");
        } catch (SpecException e) {
            throw new AssertionError(text, e);
        }
    }
}
