package io.lictor.route;

import static io.lictor.route.Tables.declared;
import static io.lictor.route.Tables.flag;
import static io.lictor.route.Tables.key;
import static io.lictor.route.Tables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Condition;
import io.lictor.config.Condition.Text;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.testkit.Heads;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RouteOrderTest {

    private static RouteSpec of(String service, String text) {
        return declared(text).withTarget(new Target.Declared(service));
    }

    private static String chosen(RouteTable table, String... fields) {
        Route route = Tables.match(
                table,
                Heads.request(Stream.concat(Stream.of("GET /a HTTP/1.1", "Host: h"), Arrays.stream(fields))
                        .toArray(String[]::new)));
        return route.spec().target() + " " + route.spec().text();
    }

    @Test
    void ofOnePathTheGreaterPriorityThenTheOneThatAsksForMoreThenTheName() {
        RouteTable table = table(List.of(
                of("s", "/a"),
                of("z", "/a header=X"),
                of("b", "/a header=Y"),
                of("c", "/a header=X header=Y"),
                of("d", "/a header=Z priority=1")));

        assertThat(chosen(table)).isEqualTo("s /a");
        assertThat(chosen(table, "X: 1")).isEqualTo("z /a header=X");
        assertThat(chosen(table, "X: 1", "Y: 1")).isEqualTo("c /a header=X header=Y");
        assertThat(chosen(table, "Y: 1")).isEqualTo("b /a header=Y");
        assertThat(chosen(table, "X: 1", "Y: 1", "Z: 1")).isEqualTo("d /a header=Z priority=1");
    }

    @Test
    void aGreaterPriorityGoesBeforeACondition() {
        RouteTable table = table(List.of(of("s", "/a priority=1"), of("s", "/a header=X")));
        assertThat(chosen(table, "X: 1")).isEqualTo("s /a priority=1");
    }

    @Test
    void nothingThatIsDeclaredGoesBeforeAnOperatorsRouteOfTheSamePath() {
        RouteTable table = table(
                List.of(of("s", "/a header=X priority=1000"), flag("/a service:f header=Y"), flag("/b service:f")));
        assertThat(chosen(table, "X: 1", "Y: 1")).isEqualTo("service:f /a service:f header=Y");
        assertThat(chosen(table, "X: 1")).isEqualTo("s /a header=X priority=1000");
    }

    @Test
    void ofRegularExpressionsTheGreaterPriorityThenTheFirst() {
        RouteTable table = table("~ a", "~ b", "~ c priority=2", "~ d priority=-1", "/");
        assertThat(key(table, "GET", "/dab")).isEqualTo(" ~ a");
        assertThat(key(table, "GET", "/db")).isEqualTo(" ~ b");
        assertThat(key(table, "GET", "/dabc")).isEqualTo(" ~ c");
        assertThat(key(table, "GET", "/d")).isEqualTo(" ~ d");
    }

    @Test
    void whenNoRouteOfTheBestPathTakesItTheNextBestPathDoes() {
        RouteTable table = table(
                "=/a/b method=PUT",
                "~ /b$ method=POST",
                "~ ^/a/ method=POST header=X",
                "/a/b method=DELETE",
                "/a/b match=prefix method=PATCH",
                "/a method=PATCH,GET",
                "/ method=OPTIONS");
        assertThat(key(table, "PUT", "/a/b")).isEqualTo("=/a/b method=PUT");
        assertThat(key(table, "POST", "/a/b")).isEqualTo(" ~ /b$ method=POST");
        assertThat(key(table, "POST", "/a/c", "X: 1")).isEqualTo(" ~ ^/a/ header=x method=POST");
        assertThat(key(table, "DELETE", "/a/b/c")).isEqualTo("/a/b method=DELETE");
        assertThat(key(table, "PATCH", "/a/b/c")).isEqualTo("/a/b match=prefix method=PATCH");
        assertThat(key(table, "GET", "/a/b/c")).isEqualTo("/a method=GET,PATCH");
        assertThat(key(table, "OPTIONS", "/a/b")).isEqualTo("/ method=OPTIONS");
        assertThat(key(table, "HEAD", "/a/b")).isEmpty();
    }

    @Test
    void anUndecidedExpressionTakesNothingNotEvenAsTheContrary() {
        RouteSpec contrary =
                declared("/").withCondition(Condition.not(new Condition.Header("x", Text.regex("^x*x*x*x*x*y$"))));
        RouteTable table = table(List.of(contrary));
        assertThat(key(table, "GET", "/", "X: 1")).isEqualTo(contrary.key());
        assertThat(key(table, "GET", "/", "X: " + "x".repeat(300))).isEmpty();
    }
}
