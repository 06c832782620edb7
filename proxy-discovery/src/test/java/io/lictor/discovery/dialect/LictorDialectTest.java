package io.lictor.discovery.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.spec.Option;
import io.lictor.discovery.Dialect;
import io.lictor.discovery.Dialect.Declarations;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LictorDialectTest {

    private static Declarations read(List<String> tags, Map<String, String> meta) {
        Instance.Id id = new Instance.Id("dc1", "n5", "web-1");
        return new LictorDialect()
                .read(new Instance(id, "web", "10.0.0.1", 80, tags, meta, Instance.Status.PASSING, 1, 1, 1));
    }

    @Test
    void readsTagsAndMetaAndNothingElse() {
        Declarations read = read(
                List.of("public", "lictor:example.com/sso max_fails=3", "urlprefix-/x"),
                Map.of("lictor-route-1", "/meta", "version", "1"));
        assertThat(read.problems()).isEmpty();
        assertThat(read.routes()).extracting(RouteSpec::key).containsExactly("example.com/sso", "/meta");
        assertThat(read.routes()).extracting(RouteSpec::target).containsOnly(new Target.Declared("web"));
        assertThat(read.routes()).extracting(RouteSpec::source).containsExactly("tag of web@n5", "Meta of web@n5");
    }

    @Test
    void namesThePlaceOfWhatItCannotRead() {
        Declarations read = read(List.of("lictor:/a max_fails=x", "lictor:"), Map.of("lictor-route-2", "nonsense"));
        assertThat(read.routes()).isEmpty();
        assertThat(read.problems())
                .extracting(Problem::place)
                .containsExactly(
                        "tag \"lictor:\" of web@n5",
                        "tag \"lictor:/a max_fails=x\" of web@n5",
                        "Meta \"lictor-route-2 = nonsense\" of web@n5");
    }

    @Test
    void refusesOnlyTheRouteThatSetsWhatIsAnOperators() {
        Declarations read = read(
                List.of(
                        "lictor:/a set_real_ip_from=0.0.0.0/0",
                        "lictor:/b redirect=301,https://other.example/",
                        "lictor:/c redirect=301,https://$host/d",
                        "lictor:/d strip=/d proxy_set_header=\"X-Team: $host blue\""),
                Map.of());
        assertThat(read.routes()).extracting(RouteSpec::key).containsExactly("/c", "/d");
        assertThat(read.problems())
                .extracting(Problem::message)
                .containsExactly(
                        "set_real_ip_from: an option of a listener, for operators (expected: behind its address)",
                        "redirect: \"301,https://other.example/\" (expected: /PATH or https://$host… in a tag or Meta;"
                                + " elsewhere only an operator redirects)");
    }

    static Stream<Option> ofOperators() {
        return Stream.of(Option.values()).filter(option -> option.trust() == Option.Trust.OPERATOR);
    }

    /** A name that stands on both sides is the route's own option, which a service may set. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ofOperators")
    void refusesEachOptionOfAnOperatorByName(Option option) {
        String name = option.directive();
        boolean alsoOfRoutes = Stream.of(Option.values())
                .anyMatch(o -> o != option && o.directive().equals(name) && o.trust() == Option.Trust.SERVICE);
        String value = alsoOfRoutes ? option.defaultText() : "on";
        Declarations tag = read(List.of("lictor:/a " + name + "=" + value, "lictor:/b"), Map.of());
        Declarations meta = read(List.of(), Map.of("lictor-route-1", "/a " + name + "=" + value));
        if (alsoOfRoutes) {
            assertThat(tag.problems()).isEmpty();
            return;
        }
        assertThat(tag.routes()).extracting(RouteSpec::key).containsExactly("/b");
        assertThat(meta.routes()).isEmpty();
        assertThat(tag.problems())
                .extracting(Problem::message)
                .singleElement()
                .satisfies(
                        message -> assertThat(message).startsWith(name + ": ").contains("operator", "(expected: "));
        assertThat(meta.problems())
                .extracting(Problem::message)
                .isEqualTo(tag.problems().stream().map(Problem::message).toList());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "redirect=301,https://other.example/",
                "redirect=301,//other.example/",
                "redirect=301,https://$host.evil.example/",
                "redirect=301,https://$arg_to",
                "redirect=301,$arg_to",
                "redirect=301,\\\\evil.example",
                "redirect=301,/\\evil.example",
                "health_check=/h health_check_match=body~(a+)+b"
            })
    void refusesValuesThatAreAnOperators(String options) {
        Declarations read = read(List.of("lictor:/a " + options), Map.of());
        assertThat(read.routes()).isEmpty();
        assertThat(read.problems())
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .contains("operator");
    }

    @Test
    void takesTheFirstOfTwoForTheSameRoute() {
        Declarations read = read(List.of("lictor:/a"), Map.of("lictor-route-1", "/a max_fails=3"));
        assertThat(read.routes()).extracting(RouteSpec::text).containsExactly("/a");
        assertThat(read.problems()).hasSize(1);
    }

    @Test
    void isFoundByTheServiceLoader() {
        assertThat(ServiceLoader.load(Dialect.class)).hasAtLeastOneElementOfType(LictorDialect.class);
    }
}
