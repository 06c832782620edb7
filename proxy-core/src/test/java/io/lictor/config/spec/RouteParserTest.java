package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lictor.config.Access;
import io.lictor.config.Balance;
import io.lictor.config.HealthCheck;
import io.lictor.config.HealthMatch;
import io.lictor.config.HealthOptions;
import io.lictor.config.NextUpstream;
import io.lictor.config.PathPattern;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerTls;
import io.lictor.config.RewriteOptions;
import io.lictor.config.RouteOptions;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.Tier;
import io.lictor.config.UpstreamLimits;
import io.lictor.config.UpstreamOptions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteParserTest {

    @ParameterizedTest(name = "{0} is host \"{1}\", {2} {3}, to {4}")
    @CsvSource(delimiter = '|', textBlock = """
                    /sso service:auth               | ''            | SEGMENT_PREFIX    | /sso       | service:auth
                    / service:auth                  | ''            | SEGMENT_PREFIX    | /          | service:auth
                    /sso/ service:auth              | ''            | SEGMENT_PREFIX    | /sso/      | service:auth
                    /sso service:auth match=segment | ''            | SEGMENT_PREFIX    | /sso       | service:auth
                    /sso service:auth match=prefix  | ''            | PLAIN_PREFIX      | /sso       | service:auth
                    =/sso tag:web                   | ''            | EXACT             | /sso       | tag:web
                    a.example/sso tag:web           | a.example     | SEGMENT_PREFIX    | /sso       | tag:web
                    A.Example/Sso tag:web           | a.example     | SEGMENT_PREFIX    | /Sso       | tag:web
                    a.example=/sso tag:web          | a.example     | EXACT             | /sso       | tag:web
                    *.example.com/ tag:web          | *.example.com | SEGMENT_PREFIX    | /          | tag:web
                    www.*/ tag:web                  | www.*         | SEGMENT_PREFIX    | /          | tag:web
                    [::1]/ tag:web                  | [::1]         | SEGMENT_PREFIX    | /          | tag:web
                    ~ ^/a[0-9]+$ service:auth       | ''            | REGEX             | ^/a[0-9]+$ | service:auth
                    ~* \\.PNG$ service:auth         | ''            | REGEX_IGNORE_CASE | \\.PNG$    | service:auth
                    a.example ~ x service:auth      | a.example     | REGEX             | x          | service:auth
                    a.example ~* x service:auth     | a.example     | REGEX_IGNORE_CASE | x          | service:auth
                    /a http://h:81                  | ''            | SEGMENT_PREFIX    | /a         | http://h:81
                    /a http://h                     | ''            | SEGMENT_PREFIX    | /a         | http://h:80
                    /a http://h:81,http://[::1]:82  | ''            | SEGMENT_PREFIX    | /a         | http://h:81,http://[::1]:82
                    '  /a \t service:auth  '        | ''            | SEGMENT_PREFIX    | /a         | service:auth
                    /caf\u00e9 service:auth         | ''            | SEGMENT_PREFIX    | /caf\u00e9 | service:auth
                    """)
    void readsHostPathAndTarget(String text, String host, PathPattern.Kind kind, String path, String target)
            throws SpecException {
        RouteSpec route = RouteParser.parse(text, "test");

        assertThat(route.host()).hasToString(host);
        assertThat(route.path()).isEqualTo(new PathPattern(kind, path));
        assertThat(route.target()).hasToString(target);
        assertThat(route.text()).isEqualTo(text.strip());
        assertThat(route.source()).isEqualTo("test");
    }

    @Test
    void takesTheDefaultsWhenNoOptionIsGiven() throws SpecException {
        RouteSpec route = RouteParser.parse("/ service:a", "test");

        assertThat(route.options()).isEqualTo(RouteOptions.DEFAULT);
        assertThat(route.peerOptions()).isEqualTo(PeerOptions.DEFAULT);
        assertThat(route.upstreamOptions()).isEqualTo(UpstreamOptions.DEFAULT);
        assertThat(route.priority()).isZero();
    }

    private static final HealthOptions HEALTH = new HealthOptions(
            new HealthCheck(
                    HealthCheck.Kind.HTTP,
                    "/up?x",
                    1_000,
                    2_000,
                    3_000,
                    4,
                    5,
                    81,
                    new HealthMatch(List.of(new HealthMatch.Range(200, 200), new HealthMatch.Range(210, 299)), "a,b")),
            50,
            true,
            6_000);

    @Test
    void readsEveryOption() throws SpecException {
        RouteSpec route = RouteParser.parse(
                "/ service:a weight=5 max_fails=3 fail_timeout=30s down max_conns=7 backup"
                        + " slow_start=90s drain balance=sticky:sid keepalive=8 keepalive_requests=100"
                        + " keepalive_timeout=1m keepalive_time=2h retry_budget=35% queue=50 queue_timeout=5s"
                        + " max_connecting=9 proxy_connect_timeout=1s proxy_send_timeout=2s proxy_read_timeout=3s"
                        + " proxy_next_upstream=error,http_502,non_idempotent proxy_next_upstream_tries=2"
                        + " proxy_next_upstream_timeout=4s client_max_body_size=8m client_body_buffer_size=16k"
                        + " client_body_timeout=5s send_timeout=6s"
                        + " filters=auth,limit match=prefix priority=-7 health_check=/up?x health_check_interval=1s"
                        + " health_check_jitter=2s health_check_timeout=3s health_check_fails=4 health_check_passes=5"
                        + " health_check_port=81 health_check_match=200,210-299,body~a,b max_ejection=50% panic=on"
                        + " drain_timeout=6s",
                "test");

        assertThat(route.peerOptions()).isEqualTo(new PeerOptions(5, 3, 30_000, true, 7, Tier.BACKUP, 90_000, true));
        assertThat(route.upstreamOptions())
                .isEqualTo(new UpstreamOptions(
                        8,
                        100,
                        60_000,
                        7_200_000,
                        Balance.sticky("sid"),
                        HEALTH,
                        new UpstreamLimits(35, 50, 5_000, 9),
                        PeerTls.OFF));
        int next = NextUpstream.ERROR.bit() | NextUpstream.HTTP_502.bit() | NextUpstream.NON_IDEMPOTENT.bit();
        assertThat(route.options())
                .isEqualTo(new RouteOptions(
                        1_000,
                        2_000,
                        3_000,
                        next,
                        2,
                        4_000,
                        8 << 20,
                        16 << 10,
                        5_000,
                        6_000,
                        List.of("websocket"),
                        RewriteOptions.DEFAULT,
                        List.of("auth", "limit"),
                        Access.ALL));
        assertThat(route.path().kind()).isEqualTo(PathPattern.Kind.PLAIN_PREFIX);
        assertThat(route.priority()).isEqualTo(-7);
    }

    @ParameterizedTest(name = "balance={0}")
    @CsvSource({
        "round_robin, ROUND_ROBIN, NONE, '', false",
        "least_conn, LEAST_CONN, NONE, '', false",
        "least_time, LEAST_TIME, NONE, '', false",
        "random, RANDOM, NONE, '', false",
        "ip_hash, IP_HASH, NONE, '', false",
        "hash:uri, HASH, URI, '', false",
        "hash:path:consistent, HASH, PATH, '', true",
        "hash:host, HASH, HOST, '', false",
        "hash:remote_addr:consistent, HASH, REMOTE_ADDR, '', true",
        "hash:cookie:SID, HASH, COOKIE, SID, false",
        "hash:cookie:consistent:consistent, HASH, COOKIE, consistent, true",
        "hash:header:x-user:consistent, HASH, HEADER, x-user, true",
        "sticky:srv_id, STICKY, NONE, srv_id, false",
    })
    void readsAMethodOfBalancing(String text, Balance.Method method, Balance.Key key, String name, boolean consistent)
            throws SpecException {
        Balance balance = RouteParser.parse("/ service:a balance=" + text, "test")
                .upstreamOptions()
                .balance();

        String attributes = method == Balance.Method.STICKY ? Balance.USUAL_ATTRIBUTES : "";
        assertThat(balance).isEqualTo(new Balance(method, key, name, consistent, attributes));
        assertThat(balance).hasToString(text);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "balance=",
                "balance=fair",
                "balance=least_conn:x",
                "balance=hash",
                "balance=hash:",
                "balance=hash:method",
                "balance=hash:uri:again",
                "balance=hash:uri:consistent:x",
                "balance=hash:cookie",
                "balance=hash:cookie:",
                "balance=hash:cookie:a=b",
                "balance=hash:header:a:b",
                "balance=sticky",
                "balance=sticky:",
                "balance=sticky:a:b",
            })
    void refusesAMethodThatIsNone(String option) {
        assertThatThrownBy(() -> RouteParser.parse("/ service:a " + option, "test"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("balance: ")
                .hasMessageContaining("expected: round_robin, ");
    }

    @ParameterizedTest(name = "sticky:{0}")
    @ValueSource(
            strings = {
                "a,",
                "a,expires",
                "a,expires=x",
                "a,secure=1",
                "a,secure,secure",
                "a,path=/;x",
                "a,path=",
                "a,samesite=some",
                "a,samesite=none",
                "a,colour=red",
            })
    void refusesAnAttributeThatACookieDoesNotHave(String cookie) {
        assertThatThrownBy(() -> RouteParser.parse("/ service:a balance=sticky:" + cookie, "test"))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("balance: ")
                .hasMessageContaining("(expected: ");
    }

    @Test
    void stickyIsWrittenAsItWasRead() throws SpecException {
        String cookie = "sticky:sid,expires=3600s,domain=.a.example,path=/x,httponly,secure,samesite=lax";
        assertThat(RouteParser.parse("/ service:a balance=" + cookie, "test")
                        .upstreamOptions()
                        .balance())
                .hasToString(cookie);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "backup balance=ip_hash",
                "balance=random backup",
                "backup balance=hash:uri",
                "backup balance=hash:uri:consistent",
                "slow_start=30s balance=ip_hash",
                "slow_start=30s balance=random",
                "balance=hash:uri slow_start=1ms",
            })
    void refusesWhatDoesNotGoTogether(String options) {
        assertThatThrownBy(() -> RouteParser.parse("/ service:a " + options, "test"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(options.contains("backup") ? "backup: " : "slow_start: ")
                .hasMessageContaining("balance=");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"balance=ip_hash slow_start=0", "backup balance=least_time", "backup balance=sticky:a"})
    void takesWhatGoesTogether(String options) throws SpecException {
        assertThat(RouteParser.parse("/ service:a " + options, "test").upstreamOptions())
                .isNotNull();
    }

    @Test
    void everyDefaultTextMeansTheDefault() throws SpecException {
        StringBuilder text = new StringBuilder("/ service:a");
        for (Option option : Option.among(false).toList()) {
            if (!option.isFlag()
                    && !option.defaultText().isEmpty()
                    && !option.defaultText().equals("the listener's")) {
                text.append(' ').append(option.directive()).append('=').append(option.defaultText());
            }
        }

        RouteSpec route = RouteParser.parse(text.toString(), "test");

        assertThat(route.options()).isEqualTo(RouteOptions.DEFAULT);
        assertThat(route.peerOptions()).isEqualTo(PeerOptions.DEFAULT);
        assertThat(route.upstreamOptions()).isEqualTo(UpstreamOptions.DEFAULT);
    }

    @Test
    void offListsNoReason() throws SpecException {
        assertThat(RouteParser.parse("/ service:a proxy_next_upstream=off", "test")
                        .options()
                        .nextUpstream())
                .isZero();
    }

    @Test
    void readsEveryReasonOfNextUpstream() throws SpecException {
        for (NextUpstream reason : NextUpstream.values()) {
            RouteSpec route = RouteParser.parse("/ service:a proxy_next_upstream=" + reason.directive(), "test");
            assertThat(route.options().nextUpstream()).as(reason.directive()).isEqualTo(reason.bit());
        }
    }

    @Test
    void aServiceAsksForStatusesButNotForARegularExpressionOnTheEventLoop() throws SpecException {
        String check = "/a health_check=/up health_check_match=200,204";
        assertThat(RouteParser.parseDeclared(check, "s", "tag")
                        .upstreamOptions()
                        .health()
                        .check()
                        .match()
                        .statusText())
                .isEqualTo("200,204");
        assertThatThrownBy(() -> RouteParser.parseDeclared(check + ",body~(a+)+b", "s", "tag"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("body~REGEX is the operator's to set");
    }

    @Test
    void aDeclaredRouteLeadsToTheServiceThatDeclaresIt() throws SpecException {
        RouteSpec route = RouteParser.parseDeclared("a.example/sso weight=3", "auth", "tag");

        assertThat(route.target()).isEqualTo(new Target.Declared("auth"));
        assertThat(route.peerOptions().weight()).isEqualTo(3);
        assertThat(route.host()).hasToString("a.example");
    }

    @ParameterizedTest(name = "{0} and {1}: one key: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    /a service:x        | /a tag:y              | true
                    a.example/a tag:y   | A.EXAMPLE/a tag:y     | true
                    /a service:x        | =/a service:x         | false
                    /a service:x        | /a tag:y match=prefix | false
                    /a service:x        | /a/ service:x         | false
                    ~ a service:x       | ~* a service:x        | false
                    ~ /a service:x      | /a service:x          | false
                    """)
    void twoRoutesClaimTheSameRequestsWhenTheirKeysAreEqual(String one, String other, boolean same)
            throws SpecException {
        String key = RouteParser.parse(one, "test").key();
        String otherKey = RouteParser.parse(other, "test").key();

        assertThat(key.equals(otherKey)).isEqualTo(same);
    }

    private static final String ALL_BY_HTTP = " (expected: http://HOST:PORT; all by http, or all by https)";

    private static final String NO_TARGET =
            " (expected after the path: service:NAME, tag:TAG, http://HOST:PORT,…" + " or https://HOST:PORT,…)";
    private static final String TIME = " (expected: a time such as 60, 500ms, 5s or 1m30s)";
    private static final String SIZE = " (expected: a size such as 64k, 1m or 0)";
    private static final String CHARACTERS = " (expected: no blank, ?, # or quote; the path as it is, not encoded)";
    private static final String DOTS = " (expected: a path without // and dot segments: none would ever match)";
    private static final String HOST = " (expected: a name, *.name or name.*, nothing else)";
    private static final String REASONS = " (expected: off, or some of error timeout invalid_header http_500 http_502"
            + " http_503 http_504 http_403 http_404 http_429 non_idempotent by commas)";

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("", "empty (expected: [HOST]/PATH TARGET …)"),
                arguments(" \t ", "empty (expected: [HOST]/PATH TARGET …)"),
                arguments("/a", "no target" + NO_TARGET),
                arguments("/a weight=1", "\"weight=1\"" + NO_TARGET),
                arguments("/a service", "\"service\"" + NO_TARGET),
                arguments("~", "~ needs a regular expression (expected: ~ REGEX)"),
                arguments("a.example ~*", "~ needs a regular expression (expected: ~ REGEX)"),
                arguments("~ a", "no target" + NO_TARGET),
                arguments("/a service:", "service: \"\" (expected: service:NAME)"),
                arguments("/a service:a/b", "service: \"a/b\" (expected: service:NAME)"),
                arguments("/a tag:", "tag: \"\" (expected: tag:TAG)"),
                arguments("/a tag:a,b", "tag: \"a,b\" (expected: tag:TAG)"),
                arguments("/a ftp://h:1", "target: \"ftp://h:1\"" + ALL_BY_HTTP),
                arguments("/a http://h:1,https://h:2", "target: \"https://h:2\"" + ALL_BY_HTTP),
                arguments("/a http://h:1,h:2", "target: \"h:2\"" + ALL_BY_HTTP),
                arguments("/a http://h:1,", "target: \"\"" + ALL_BY_HTTP),
                arguments("/a http://", "target: \"\" (expected: HOST:PORT)"),
                arguments("/a http://h/x", "target: \"h/x\" (expected: HOST:PORT)"),
                arguments("/a http://h:0", "target: \"h:0\": port \"0\" (expected: 1 to 65535)"),
                arguments("/a http://h:65536", "target: \"h:65536\": port \"65536\" (expected: 1 to 65535)"),
                arguments("/a http://h:+1", "target: \"h:+1\": port \"+1\" (expected: 1 to 65535)"),
                arguments("/a http://::1", "target: \"::1\" (expected: HOST:PORT; an IPv6 address in brackets)"),
                arguments(
                        "/a http://h:1,http://H:1",
                        "target: \"http://h:1,http://H:1\" (expected: each address once; use weight= for a larger"
                                + " share)"),
                arguments("a service:x", "path: \"a\" (expected: [HOST]/PATH, [HOST]=/PATH or ~ REGEX)"),
                arguments("=a service:x", "path: \"=a\" (expected: [HOST]/PATH, [HOST]=/PATH or ~ REGEX)"),
                arguments("/a?b service:x", "path: \"/a?b\"" + CHARACTERS),
                arguments("/a#b service:x", "path: \"/a#b\"" + CHARACTERS),
                arguments("/a\"b service:x", "path: \"/a\"b\"" + CHARACTERS),
                arguments("/a\u007f service:x", "path: \"/a\u007f\"" + CHARACTERS),
                arguments("//a service:x", "path: \"//a\"" + DOTS),
                arguments("/a//b service:x", "path: \"/a//b\"" + DOTS),
                arguments("/a/./b service:x", "path: \"/a/./b\"" + DOTS),
                arguments("/a/../b service:x", "path: \"/a/../b\"" + DOTS),
                arguments("/a/.. service:x", "path: \"/a/..\"" + DOTS),
                arguments("=/a/. service:x", "path: \"/a/.\"" + DOTS),
                arguments("a*b/ service:x", "host: \"a*b\"" + HOST),
                arguments("*/ service:x", "host: \"*\"" + HOST),
                arguments("*.a.*/ service:x", "host: \"*.a.*\"" + HOST),
                arguments("a,b/ service:x", "host: \"a,b\"" + HOST),
                arguments("a/b ~ x service:x", "host: \"a/b\"" + HOST),
                arguments("~ [ service:x", "regular expression: \"[\" (expected: Unclosed character class at 0)"),
                arguments("~ ( service:x", "regular expression: \"(\" (expected: Unclosed group at 1)"),
                arguments(
                        "~ a service:x match=prefix",
                        "match: only for a path (expected: no match= with a regular expression)"),
                arguments(
                        "/a service:x wieght=1",
                        "unknown option \"wieght\" (expected one of: " + Option.names(false) + ")"),
                arguments("/a service:x =1", "unknown option \"\" (expected one of: " + Option.names(false) + ")"),
                arguments(
                        "/a service:x Weight=1",
                        "unknown option \"Weight\" (expected one of: " + Option.names(false) + ")"),
                arguments("/a service:x weight", "weight: needs a value (expected: weight=…)"),
                arguments("/a service:x down=1", "down: takes no value"),
                arguments("/a service:x weight=1 weight=1", "weight: given twice (expected: once)"),
                arguments("/a service:x down down", "down: given twice (expected: once)"),
                arguments("/a service:x weight=", "weight: \"\" (expected: a whole number)"),
                arguments("/a service:x weight=x", "weight: \"x\" (expected: a whole number)"),
                arguments("/a service:x weight=1.5", "weight: \"1.5\" (expected: a whole number)"),
                arguments("/a service:x weight=0", "weight: \"0\" (expected: 1 to 65535)"),
                arguments("/a service:x weight=+1", "weight: \"+1\" (expected: 1 to 65535)"),
                arguments("/a service:x weight=65536", "weight: \"65536\" (expected: 1 to 65535)"),
                arguments("/a service:x max_fails=-1", "max_fails: \"-1\" (expected: 0 to 1000000)"),
                arguments("/a service:x keepalive=-1", "keepalive: \"-1\" (expected: 0 to 1000000)"),
                arguments("/a service:x keepalive_requests=0", "keepalive_requests: \"0\" (expected: 1 to 1000000000)"),
                arguments(
                        "/a service:x proxy_next_upstream_tries=1000001",
                        "proxy_next_upstream_tries: \"1000001\" (expected: 0 to 1000000)"),
                arguments("/a service:x priority=1000001", "priority: \"1000001\" (expected: -1000000 to 1000000)"),
                arguments("/a service:x retry_budget=20", "retry_budget: \"20\" (expected: 0% to 100%, or off)"),
                arguments("/a service:x retry_budget=101%", "retry_budget: \"101%\" (expected: 0% to 100%, or off)"),
                arguments("/a service:x queue=-1", "queue: \"-1\" (expected: 0 to 1000000)"),
                arguments("/a service:x queue_timeout=0", "queue_timeout: \"0\" (expected: more than 0)"),
                arguments("/a service:x max_connecting=0", "max_connecting: \"0\" (expected: 1 to 1000000)"),
                arguments("/a service:x fail_timeout=x", "fail_timeout: \"x\"" + TIME),
                arguments("/a service:x keepalive_timeout=-1", "keepalive_timeout: \"-1\"" + TIME),
                arguments("/a service:x proxy_next_upstream_timeout=1x", "proxy_next_upstream_timeout: \"1x\"" + TIME),
                arguments("/a service:x proxy_connect_timeout=", "proxy_connect_timeout: \"\"" + TIME),
                arguments(
                        "/a service:x proxy_connect_timeout=0", "proxy_connect_timeout: \"0\" (expected: more than 0)"),
                arguments("/a service:x proxy_send_timeout=0s", "proxy_send_timeout: \"0s\" (expected: more than 0)"),
                arguments("/a service:x proxy_read_timeout=0ms", "proxy_read_timeout: \"0ms\" (expected: more than 0)"),
                arguments("/a service:x client_max_body_size=1t", "client_max_body_size: \"1t\"" + SIZE),
                arguments(
                        "/a service:x client_body_buffer_size=17m",
                        "client_body_buffer_size: \"17m\" (expected: at most 16m)"),
                arguments(
                        "/a service:x health_check=up",
                        "health_check: \"up\" (expected: a URI such as /health, or tcp, or off)"),
                arguments(
                        "/a service:x health_check_fails=2",
                        "health_check_fails: given without a check (expected: health_check=/URI or health_check=tcp"
                                + " with it)"),
                arguments(
                        "/a service:x health_check=tcp health_check_match=200",
                        "health_check_match: given with health_check=tcp (expected: health_check=/URI)"),
                arguments(
                        "/a service:x health_check=/ health_check_match=300-200",
                        "health_check_match: \"300-200\" (expected: the lesser status first)"),
                arguments(
                        "/a service:x health_check=/ health_check_match=200,body~(",
                        "health_check_match: \"(\" (expected: Unclosed group at 1)"),
                arguments("/a service:x max_ejection=50", "max_ejection: \"50\" (expected: 0% to 100%)"),
                arguments("/a service:x max_ejection=101%", "max_ejection: \"101\" (expected: 0 to 100)"),
                arguments("/a service:x panic=yes", "panic: \"yes\" (expected: on or off)"),
                arguments("/a service:x match=regex", "match: \"regex\" (expected: segment or prefix)"),
                arguments("/a service:x proxy_next_upstream=http_501", "proxy_next_upstream: \"http_501\"" + REASONS),
                arguments("/a service:x proxy_next_upstream=error,", "proxy_next_upstream: \"\"" + REASONS),
                arguments("/a service:x proxy_next_upstream=error,off", "proxy_next_upstream: \"off\"" + REASONS));
    }

    @ParameterizedTest(name = "[{0}] is refused: {1}")
    @MethodSource("malformed")
    void namesThePlaceTheValueAndWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> RouteParser.parse(text, "test"))
                .isInstanceOf(SpecException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> malformedDeclarations() {
        String noTarget = ": an instance serves only the routes it declares (expected: no target in a tag or Meta)";
        return Stream.of(
                arguments("", "empty (expected: [HOST]/PATH …)"),
                arguments("/a service:b", "\"service:b\"" + noTarget),
                arguments("/a tag:b", "\"tag:b\"" + noTarget),
                arguments("/a http://h:1", "\"http://h:1\"" + noTarget),
                arguments("/a b", "unknown option \"b\" (expected one of: " + Option.names(false) + ")"));
    }

    @ParameterizedTest(name = "[{0}] is refused in a declaration: {1}")
    @MethodSource("malformedDeclarations")
    void aDeclarationNamesNoTarget(String text, String message) {
        assertThatThrownBy(() -> RouteParser.parseDeclared(text, "auth", "tag"))
                .isInstanceOf(SpecException.class)
                .hasMessage(message);
    }

    @Test
    void whateverIsWrittenIsReadOrRefused() {
        String[] pieces = {
            "/",
            "a",
            "=",
            "~",
            "~*",
            " ",
            "  ",
            "*",
            ".",
            "..",
            ":",
            "[",
            "]",
            "(",
            "?",
            "service:",
            "tag:",
            "http://",
            ",",
            "weight=",
            "match=prefix",
            "proxy_next_upstream=",
            "error",
            "1",
            "99999999999999999999",
            "k",
            "\u00e9"
        };
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                assertThat(RouteParser.parse(text.toString(), "test").text())
                        .isEqualTo(text.toString().strip());
            } catch (SpecException e) {
                assertThat(e).as(text.toString()).message().isNotBlank();
            }
        }
    }
}
