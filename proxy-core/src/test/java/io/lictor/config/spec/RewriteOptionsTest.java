package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.config.RewriteOptions;
import io.lictor.config.RewriteOptions.AddedField;
import io.lictor.config.RewriteOptions.PathRule;
import io.lictor.config.RewriteOptions.SetField;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.Template;
import io.lictor.config.Template.Group;
import io.lictor.config.Template.Literal;
import io.lictor.config.Template.Reference;
import io.lictor.config.Variable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a route may say of fields and paths, and what is refused. */
final class RewriteOptionsTest {

    private static RewriteOptions options(String text) throws SpecException {
        return RouteParser.parse("/ service:a " + text, "test").options().rewrite();
    }

    @Test
    void readsEveryRuleInItsOrder() throws Exception {
        RewriteOptions options =
                options("proxy_set_header=\"X-Team: $host blue\" proxy_set_header=Accept: host=upstream"
                        + " proxy_hide_header=Server proxy_hide_header=X-A add_header=\"X-B:${arg_c}d\" add_header_always=X-E:1"
                        + " strip=/sso/ prepend=/p rewrite=\"^/a(.) /b$1?\" redirect_match=\"(.*)/old $1/new 308\" proxy_redirect=off proxy_cookie_path=off"
                        + " proxy_cookie_domain=off forwarded=on via=on");

        Template team = new Template(List.of(new Reference(Variable.HOST, ""), new Literal(" blue")));
        Template b = new Template(List.of(new Reference(Variable.ARG, "c"), new Literal("d")));
        assertThat(options)
                .isEqualTo(new RewriteOptions(
                        List.of(
                                new SetField("Host", Template.of(Variable.PROXY_HOST)),
                                new SetField("X-Team", team),
                                new SetField("Accept", Template.EMPTY)),
                        List.of("Server", "X-A"),
                        List.of(new AddedField("X-B", b, false), new AddedField("X-E", Template.literal("1"), true)),
                        "/sso",
                        "/p",
                        List.of(new PathRule(
                                "^/a(.)", new Template(List.of(new Literal("/b"), new Group(1), new Literal("?"))))),
                        List.of(new RewriteOptions.UrlRule(
                                "(.*)/old", new Template(List.of(new Group(1), new Literal("/new"))), 308)),
                        RewriteOptions.Answer.NONE,
                        false,
                        false,
                        false,
                        true,
                        true));
    }

    @ParameterizedTest
    @EnumSource(Variable.class)
    void readsEveryVariableWhereItHasAValue(Variable variable) throws Exception {
        String name = variable.isFamily() ? "x_y" : "";
        String text = "${" + variable.text() + name + "}";

        assertThat(options("add_header=A:" + text).addedFields().get(0).value().parts())
                .containsExactly(new Reference(variable, name));
        if (variable.scope() == Variable.Scope.REQUEST) {
            assertThat(options("proxy_set_header=A:" + text)
                            .setFields()
                            .get(0)
                            .value()
                            .parts())
                    .containsExactly(new Reference(variable, name));
        } else {
            assertThatThrownBy(() -> options("proxy_set_header=A:" + text)).isInstanceOf(SpecException.class);
        }
    }

    @Test
    void saysWhichVariablesThereAre() {
        assertThatThrownBy(() -> options("proxy_set_header=A:$hostname"))
                .message()
                .startsWith("proxy_set_header: \"$hostname\" (expected: one of $host $http_host")
                .contains(" $arg_NAME ")
                .doesNotContain("$status");
        assertThatThrownBy(() -> options("add_header=A:$hostname")).hasMessageContaining("$status");
        assertThat(Arrays.stream(Variable.values()).map(Variable::text)).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "proxy_set_header=A:$",
                "proxy_set_header=A:$$host",
                "proxy_set_header=A:${host",
                "proxy_set_header=A:$-",
                "proxy_set_header=A:$arg_",
                "proxy_set_header=A:$1",
                "proxy_set_header=A:\u00e9",
                "proxy_set_header=A:\u0001",
                "proxy_set_header=A",
                "proxy_set_header=:b",
                "proxy_set_header=\"A b:c\"",
                "proxy_set_header=A:1 proxy_set_header=a:2",
                "proxy_set_header=Host:a host=b",
                "proxy_hide_header=",
                "proxy_hide_header=A:b",
                "rewrite=/a",
                "rewrite=\"( /a\"",
                "rewrite=\"/a b\"",
                "rewrite=\"/a /b c\"",
                "rewrite=\"/(a) /$2\"",
                "rewrite=\"/(a) /$0\"",
                "strip=/",
                "strip=sso",
                "strip=//a",
                "strip=/a//b",
                "strip=/a/../b",
                "prepend=/a/.",
                "prepend=/a?b",
                "prepend=/a%20",
                "host=",
                "host=a/b",
                "host=$host",
                "redirect=/a",
                "redirect=300,/a",
                "redirect=301,",
                "redirect=\"301,/a b\"",
                "redirect=301,/$1",
                "redirect=301,/a return=404",
                "return=301",
                "return=444",
                "return=499",
                "return=099",
                "return=20",
                "return=404 return=404",
                "proxy_redirect=on",
                "proxy_cookie_path=/",
                "via=yes",
                "forwarded=",
                "strip=/a strip=/b"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> options(text))
                .isInstanceOf(SpecException.class)
                .message()
                .startsWith(
                        text.substring(0, text.indexOf('=')).equals("proxy_set_header") && text.endsWith("host=b")
                                ? "host: "
                                : text.contains(" return=") ? "return: " : text.substring(0, text.indexOf('=')) + ": ")
                .contains("(expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "transfer-encoding",
                "CONTENT-LENGTH",
                "Upgrade",
                "TE",
                "Trailer",
                "Keep-Alive",
                "Proxy-Connection"
            })
    void leavesFramingAndHopByHopFieldsToTheProxy(String name) {
        for (String option : List.of("proxy_set_header=%s:1", "add_header=%s:1", "proxy_hide_header=%s")) {
            assertThatThrownBy(() -> options(option.formatted(name)))
                    .as(option)
                    .hasMessageContaining("\"" + name
                            + "\" (expected: no field of framing or of one connection: those are set anew)");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "redirect=301,/a | true",
                "redirect=301,/ | true",
                "redirect=301,$uri/ | true",
                "redirect=308,https://$host$request_uri | true",
                "redirect=308,$scheme://$http_host:8443/x | true",
                "redirect=308,${scheme}://${host} | true",
                "redirect=301,https://other.example/ | false",
                "redirect=301,//other.example/ | false",
                "redirect=301,/\\other.example/ | false",
                "redirect=301,https://$host.example/ | false",
                "redirect=301,https://$host@other/ | false",
                "redirect=301,$arg_next | false",
                "redirect=301,other | false",
            })
    void aServiceRedirectsToItsOwnHostOnly(String text, boolean allowed) throws Exception {
        assertThat(RouteParser.parse("/a " + text, "test")
                        .options()
                        .rewrite()
                        .answer()
                        .isGiven())
                .isTrue();
        if (allowed) {
            RouteParser.parseDeclared("/a " + text, "s", "tag");
        } else {
            assertThatThrownBy(() -> RouteParser.parseDeclared("/a " + text, "s", "tag"))
                    .isInstanceOf(SpecException.class)
                    .hasMessageContaining("in a tag or Meta; elsewhere only an operator redirects");
        }
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void aServiceSetsNoOptionOfTheOperators(Option option) {
        if (option.trust() == Option.Trust.OPERATOR) {
            assertThatThrownBy(() -> RouteParser.parseDeclared("/a " + option.directive() + "=x", "s", "tag"))
                    .isInstanceOf(SpecException.class)
                    .hasMessageStartingWith(option.directive() + ": ");
        }
    }

    @Test
    void aRouteThatAnswersItselfNeedsNoTarget() throws Exception {
        RouteSpec route = RouteParser.parse("/old redirect=301,https://new.example/", "test");

        assertThat(route.target()).isEqualTo(new Target.Static(List.of())).hasToString("-");
        assertThat(RouteParser.parse("/a http://h:1 return=410", "test").target())
                .hasToString("http://h:1");
    }
}
