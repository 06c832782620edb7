package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.config.RouteSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route may ask of requests beside host and path, and what is refused. */
final class ConditionOptionsTest {

    private static RouteSpec route(String options) throws SpecException {
        return RouteParser.parseDeclared("/a " + options, "s", "test");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "method=GET; method=GET; 1",
                "method=POST,GET,POST; method=GET,POST; 1",
                "header=X-Team; header=x-team; 1",
                "header=X-Team:blue; header=x-team:blue; 1",
                "header=X-Team:; header=x-team:; 1",
                "header=X-Time:12:30; header=x-time:12:30; 1",
                "header=X-V:~^v[12]$; header=x-v:~^v[12]$; 1",
                "header=X-V:~*^V; header=x-v:~*^V; 1",
                "header=X-V:\\~a; header=x-v:\\~a; 1",
                "query=debug; query=debug; 1",
                "query=Mode:a; query=Mode:a; 1",
                "query=m:~^[0-9]+$; query=m:~^[0-9]+$; 1",
                "\"query=m:a b\"; query=\"m:a b\"; 1",
                "client=10.0.0.0/8; client=10.0.0.0/8; 1",
                "client=2001:db8::/32,10.1.2.3; client=10.1.2.3/32,2001:db8:0:0:0:0:0:0/32; 1",
                "query=b header=B header=A query=b method=GET client=10.0.0.0/8;"
                        + " client=10.0.0.0/8 header=a header=b method=GET query=b; 5",
                "weight=2;; 0",
            })
    void readsWhatIsAskedIntoOneOrder(String options, String expected, int size) throws Exception {
        RouteSpec route = route(options);
        assertThat(route.condition().toString()).isEqualTo(expected == null ? "" : expected);
        assertThat(route.condition().size()).isEqualTo(size);
        assertThat(route.key()).isEqualTo(expected == null ? "/a" : "/a " + expected);
        assertThat(route.place()).isEqualTo("/a");
    }

    @Test
    void theCanonicalTextIsReadAsTheSame() throws Exception {
        RouteSpec route = route("header=X:\\~a \"header=Y:a \\\"b\\\" c\" query=q:\\\\~ method=PUT,GET header=Z:~a|b");
        RouteSpec again = RouteParser.parseDeclared(route.key(), "s", "test");
        assertThat(again.condition()).isEqualTo(route.condition());
        assertThat(again.key()).isEqualTo(route.key());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "method=get; method: \"get\" (expected: methods in capitals by commas, such as GET,HEAD)",
                "method=GET,; method: \"\" (expected: methods in capitals by commas, such as GET,HEAD)",
                "method=GET method=PUT; method: given twice (expected: once)",
                "header=:a; header: \":a\" (expected: NAME, NAME:VALUE, NAME:~REGEX or NAME:~*REGEX)",
                "header=a,b; header: \"a,b\" (expected: NAME, NAME:VALUE, NAME:~REGEX or NAME:~*REGEX)",
                "header=Host:a; header: \"Host\" (expected: another field, the host stands before the path)",
                "header=A:~(; header: \"(\" (expected: Unclosed group at 1)",
                "header=A:~; header: \"\" (expected: a regular expression behind ~)",
                "query=; query: \"\" (expected: NAME, NAME:VALUE, NAME:~REGEX or NAME:~*REGEX)",
                "query=a:~*[; query: \"[\" (expected: Unclosed character class at 0)",
                "client=a; client: \"a\" (expected: ADDRESS or ADDRESS/BITS by commas)",
                "client=10.0.0.0/33; client: \"10.0.0.0/33\" (expected: ADDRESS or ADDRESS/BITS by commas)",
                "client=off; client: \"off\" (expected: ADDRESS or ADDRESS/BITS by commas)",
                "client; client: needs a value (expected: client=…)",
            })
    void refusesWhatNobodyCanMean(String options, String message) {
        assertThatThrownBy(() -> route(options))
                .isInstanceOf(SpecException.class)
                .hasMessage(message);
    }
}
