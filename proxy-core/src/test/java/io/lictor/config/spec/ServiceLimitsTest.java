package io.lictor.config.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceLimitsTest {

    @ParameterizedTest(name = "{0}={2}")
    @CsvSource({
        "client_max_body_size, 1m, 1048577",
        "client_max_body_size, 512k, 0",
        "client_body_buffer_size, 64k, 65k",
        "client_body_timeout, 60s, 61s",
        "send_timeout, 1m, 1h",
        "keepalive, 256, 257",
        "max_connecting, 64, 65",
        "queue_timeout, 60s, 61s",
        "queue, 1000, 1001",
        "proxy_connect_timeout, 60s, 61s",
        "proxy_send_timeout, 1h, 61m",
        "proxy_read_timeout, 60m, 1d",
        "retry_budget, 20%, 21%",
        "retry_budget, 0%, off",
    })
    void aServiceMayLowerALimitAndOnlyAnOperatorRaiseIt(String option, String within, String beyond) {
        assertThatCode(() -> RouteParser.parseDeclared("/a " + option + "=" + within, "s", "tag"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RouteParser.parseDeclared("/a " + option + "=" + beyond, "s", "tag"))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(option + ": \"" + beyond + "\" (expected: at most ")
                .hasMessageEndingWith(" in a tag or Meta; only an operator allows more, by a flag or a key)");
        assertThatCode(() -> RouteParser.parse("/a service:s " + option + "=" + beyond, "--route"))
                .doesNotThrowAnyException();
        assertThatCode(() -> RouteDefaults.parse(option + "=" + beyond)).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"999ms", "1ms"})
    void aServiceMayNotHaveItsPeersAskedAllTheTime(String interval) {
        String check = " health_check=tcp health_check_interval=";
        assertThatCode(() -> RouteParser.parseDeclared("/a" + check + "1s", "s", "tag"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> RouteParser.parseDeclared("/a" + check + interval, "s", "tag"))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "health_check_interval: \"" + interval + "\" (expected: at least 1s in a tag or Meta; only an"
                                + " operator allows less, by a flag or a key)");
        assertThatCode(() -> RouteParser.parse("/a service:s" + check + interval, "--route"))
                .doesNotThrowAnyException();
    }

    /** An operator's default reaches the routes of a service that may not say so much itself. */
    @Test
    void anOperatorsDefaultGivesAServiceMore() throws SpecException {
        assertThat(RouteDefaults.parse("client_max_body_size=100m")
                        .under(RouteParser.parseDeclared("/a", "s", "tag"))
                        .route()
                        .options()
                        .clientMaxBodySize())
                .isEqualTo(100 << 20);
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void theMostThatAServiceMayHaveIsTheDefaultButForThreeThatItHasReasonToRaise(Option option) {
        Optional<String> most = ServiceLimits.most(option);
        Optional<String> raised = Optional.ofNullable(
                Map.of(Option.QUEUE, "1000", Option.PROXY_SEND_TIMEOUT, "1h", Option.PROXY_READ_TIMEOUT, "1h")
                        .get(option));
        if (raised.isPresent()) {
            assertThat(most).isEqualTo(raised);
        } else if (most.isPresent()) {
            String usual = option.defaultText().equals("the listener's")
                    ? Option.named(option.directive(), true).orElseThrow().defaultText()
                    : option.defaultText();
            assertThat(most).hasValue(usual);
        }
    }
}
