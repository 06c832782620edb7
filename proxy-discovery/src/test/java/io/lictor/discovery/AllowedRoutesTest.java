package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which routes a service may have. */
class AllowedRoutesTest {

    private static RouteSpec route(String text) throws SpecException {
        return RouteParser.parseDeclared(text, "web", "test");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            /                     | no
            =/                    | no
            / match=prefix        | no
            ~ ^/                  | no
            ~ .*                  | no
            ~* /$                 | no
            /a                    | yes
            =/a                   | yes
            ~ ^/.                 | no
            ~ ^/[a-z]             | no
            ~ \\.php$             | no
            ~ ^/a                 | yes
            a.example/            | yes
            *.example/            | yes
            a.example ~ .*        | yes
            """)
    void withoutARuleAllButTheRootOfTheDefaultHost(String route, String allowed) throws SpecException {
        assertThat(AllowedRoutes.DEFAULT.refusal("web", route(route)).isEmpty()).isEqualTo(allowed.equals("yes"));
    }

    @ParameterizedTest(name = "{0}: {1} may have {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            web=/api              | web     | /api                   | yes
            web=/api              | web     | /api/v1                | yes
            web=/api              | web     | =/api                  | yes
            web=/api              | web     | =/api/v1               | yes
            web=/api              | web     | /apix                  | no
            web=/api              | web     | =/apix                 | no
            web=/api              | web     | /ap                    | no
            web=/api              | web     | /                      | no
            web=/api              | web     | /API                   | no
            web=/api              | web     | /api match=prefix      | no
            web=/api              | web     | /api/ match=prefix     | yes
            web=/api              | web     | /api/v match=prefix    | yes
            web=/api*             | web     | /api match=prefix      | yes
            web=/api*             | web     | /api-admin             | yes
            web=/api*             | web     | /ap match=prefix       | no
            web=/api/             | web     | /api                   | no
            web=/api/             | web     | /api/v1                | yes
            web=/api/             | web     | /api/ match=prefix     | yes
            web=/api/*            | web     | /api/ match=prefix     | yes
            web=/api              | web     | a.example/api          | no
            web=/api              | web     | ~ ^/api                | no
            web=/api*             | web     | ~ ^/api                | no
            web=/                 | web     | ~ ^/api                | yes
            web=/                 | web     | /                      | yes
            web=/                 | web     | a.example/             | no
            web=/*                | web     | / match=prefix         | yes
            web=/api              | web2    | /api                   | no
            web*=/api             | web2    | /api                   | yes
            web?=/api             | web2    | /api                   | yes
            web?=/api             | web     | /api                   | no
            *=/api                | other   | /api                   | yes
            w*b=/api              | web     | /api                   | yes
            web=a.example/        | web     | a.example/x            | yes
            web=A.Example/        | web     | a.EXAMPLE/x            | yes
            web=a.example/        | web     | b.example/x            | no
            web=a.example/        | web     | /x                     | no
            web=*.example/        | web     | a.example/             | yes
            web=*.example/        | web     | a.b.example/           | yes
            web=*.example/        | web     | *.example/             | yes
            web=*.example/        | web     | *.b.example/           | yes
            web=*.b.example/      | web     | *.example/             | no
            web=?.example/        | web     | *.example/             | no
            web=?.example/        | web     | a.example/             | yes
            web=www.*/            | web     | www.*/                 | yes
            web=www.example/      | web     | www.*/                 | no
            web=*/api             | web     | /api                   | yes
            web=*/api             | web     | a.example/api          | yes
            web=*/api             | web     | a.example/x            | no
            web=/a,/b             | web     | /b                     | yes
            web=/a,b.example/b    | web     | /b                     | no
            "web=/a, /b"          | web     | /b                     | yes
            """)
    void aRuleGivesItsPlacesAndNoOther(String rule, String service, String route, String allowed) throws SpecException {
        AllowedRoutes rules = AllowedRoutes.parse(List.of(rule));
        assertThat(rules.refusal(service, route(route)).isEmpty()).isEqualTo(allowed.equals("yes"));
    }

    @Test
    void rulesForOneServiceAddUp() throws SpecException {
        AllowedRoutes rules = AllowedRoutes.parse(List.of("web=/a", "w*=/b", "api=/c"));
        assertThat(rules.refusal("web", route("/a"))).isEmpty();
        assertThat(rules.refusal("web", route("/b"))).isEmpty();
        assertThat(rules.refusal("web", route("/c"))).hasValue("not allowed (expected: within /a, /b)");
        assertThat(rules.refusal("x", route("/a")))
                .hasValue("not allowed (expected: no route, as no --allow-route is for this service)");
    }

    @Test
    void saysWhatGivesTheRoot() throws SpecException {
        assertThat(AllowedRoutes.DEFAULT.refusal("web", route("/")))
                .hasValue("not allowed: / of the default host is all that nobody else has (expected: a host, or another"
                        + " path; --allow-route gives it)");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            web            | "web" (expected: SERVICE-GLOB=[HOST-GLOB]/PREFIX,…)
            =/a            | "=/a" (expected: SERVICE-GLOB=[HOST-GLOB]/PREFIX,…)
            web=           | "web=" (expected: SERVICE-GLOB=[HOST-GLOB]/PREFIX,…)
            web=a.example  | "web=a.example": "a.example" (expected: [HOST-GLOB]/PREFIX)
            web=/a,        | "web=/a,": "" (expected: [HOST-GLOB]/PREFIX)
            web=/a*/b      | "web=/a*/b": "/a*/b" (expected: a path as it is, with * at its end at most)
            web=/a?        | "web=/a?": "/a?" (expected: a path as it is, with * at its end at most)
            web=//a        | "web=//a": "//a" (expected: a path as it is, with * at its end at most)
            """)
    void saysWhatIsWrongWithARule(String rule, String message) {
        assertThatThrownBy(() -> AllowedRoutes.parse(List.of(rule)))
                .isInstanceOf(SpecException.class)
                .hasMessage(message);
    }
}
