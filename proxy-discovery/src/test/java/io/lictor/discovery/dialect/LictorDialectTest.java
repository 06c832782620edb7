package io.lictor.discovery.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.discovery.Dialect;
import io.lictor.discovery.Dialect.Declarations;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

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
