package io.lictor.discovery.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RouteSpec;
import io.lictor.discovery.Dialect;
import io.lictor.discovery.Dialect.Declarations;
import io.lictor.discovery.DiscoveryPolicy;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Glob;
import io.lictor.discovery.Instance;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceNameDialectTest {

    private static Declarations read(String globs, String service) {
        List<Glob> names = Arrays.stream(globs.split(" ")).map(Glob::new).toList();
        Dialect dialect = new ServiceNameDialect().with(DiscoveryPolicy.DEFAULT.withServiceNames(names));
        Instance.Id id = new Instance.Id("dc1", "n5", service + "-1");
        return dialect.read(
                new Instance(id, service, "10.0.0.1", 80, List.of(), Map.of(), Instance.Status.PASSING, 1, 1, 1));
    }

    @Test
    void aServiceIsAtItsName() {
        Declarations read = read("*", "sso");
        assertThat(read.problems()).isEmpty();
        RouteSpec route = read.routes().get(0);
        assertThat(route.key()).isEqualTo("/sso");
        assertThat(route.peerOptions().maxFails()).isEqualTo(3);
        assertThat(route.peerOptions().failTimeoutMillis()).isEqualTo(60_000);
        assertThat(route.options().rewrite().strip()).isEmpty();
    }

    @ParameterizedTest(name = "{0} takes {1}: {2}")
    @CsvSource({
        "*, sso, true",
        "*, consul, false",
        "consul, consul, false",
        "sso, sso, true",
        "sso, sso2, false",
        "web-* api, web-1, true",
        "web-* api, api, true",
        "web-* api, web, false",
    })
    void takesTheServicesOfItsListButConsul(String globs, String service, boolean taken) {
        assertThat(read(globs, service).routes()).hasSize(taken ? 1 : 0);
        assertThat(read(globs, service).problems()).isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource(
            quoteCharacter = '`',
            value = {"a b", "a/b", ".", "..", "a?b", "a\"b", "ü", "a%2Fb"})
    void aNameThatIsNoSegmentIsNotServed(String service) {
        Declarations read = read("*", service);
        assertThat(read.routes()).isEmpty();
        assertThat(read.problems())
                .containsExactly(new Problem(
                        "name of service " + service,
                        "not served (expected: letters, digits, . _ ~ - for /" + service + ")"));
    }

    @Test
    void isOffWithoutAList() {
        assertThat(new ServiceNameDialect().claimsService("sso")).isFalse();
    }
}
