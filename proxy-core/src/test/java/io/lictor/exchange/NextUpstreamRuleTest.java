package io.lictor.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.RouteOptions;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.exchange.NextUpstreamRule.Situation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextUpstreamRuleTest {

    private static final Situation FIRST_OF_THREE = new Situation(true, false, true, 1, true, 0);

    @ParameterizedTest(name = "{0} with proxy_next_upstream={1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    CONNECT_FAILED   | error,timeout  | true
                    CONNECT_FAILED   | timeout        | false
                    CONNECT_FAILED   | off            | false
                    CONNECT_TIMEOUT  | error,timeout  | true
                    CONNECT_TIMEOUT  | error          | false
                    CLOSED           | error          | true
                    CLOSED           | invalid_header | false
                    SEND_TIMEOUT     | timeout        | true
                    SEND_TIMEOUT     | error          | false
                    READ_TIMEOUT     | timeout        | true
                    READ_TIMEOUT     | error          | false
                    INVALID_RESPONSE | error,timeout  | false
                    INVALID_RESPONSE | invalid_header | true
                    STALE            | error          | true
                    STALE            | timeout        | true
                    STALE            | off            | true
                    """)
    void triesAgainAfterAFailureThatIsListed(Failure failure, String listed, boolean permitted) throws SpecException {
        assertThat(NextUpstreamRule.permits(failure, options("proxy_next_upstream=" + listed), FIRST_OF_THREE))
                .isEqualTo(permitted);
    }

    @ParameterizedTest(name = "status {0} with proxy_next_upstream={1}: {2}")
    @CsvSource({
        "500, http_500, true",
        "502, http_502, true",
        "503, http_503, true",
        "504, http_504, true",
        "403, http_403, true",
        "404, http_404, true",
        "429, http_429, true",
        "500, http_502, false",
        "502, error, false",
        "504, timeout, false",
        "501, http_500, false",
        "400, http_404, false",
        "200, http_500, false",
        "502, off, false",
    })
    void triesAgainAfterAStatusThatIsListed(int status, String listed, boolean permitted) throws SpecException {
        assertThat(NextUpstreamRule.permits(status, options("proxy_next_upstream=" + listed), FIRST_OF_THREE))
                .isEqualTo(permitted);
    }

    @ParameterizedTest(name = "non-idempotent {0} with proxy_next_upstream={1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    false | error                | true
                    false | off                  | true
                    true  | error,timeout        | false
                    true  | off                  | false
                    true  | error,non_idempotent | true
                    """)
    void whatHasBegunIsRepeatedUnlessThatMayDoItTwice(boolean nonIdempotent, String listed, boolean permitted)
            throws SpecException {
        assertThat(NextUpstreamRule.permitsRepeating(nonIdempotent, options("proxy_next_upstream=" + listed)))
                .isEqualTo(permitted);
    }

    @ParameterizedTest(name = "{0}: sent {1}, non-idempotent {2}, replayable {3}, try {4}, untried {5}, {6} ms: {7}")
    @CsvSource(delimiter = '|', textBlock = """
                    proxy_next_upstream=error               | true  | false | true  | 1 | true  | 0      | true
                    proxy_next_upstream=error               | true  | false | true  | 2 | false | 0      | false
                    proxy_next_upstream=error               | true  | false | true  | 3 | false | 0      | false
                    proxy_next_upstream=error               | true  | false | true  | 1 | false | 0      | false
                    proxy_next_upstream=error               | true  | false | true  | 1 | false | 0      | false
                    proxy_next_upstream=error               | true  | false | true  | 0 | true  | 0      | true
                    proxy_next_upstream=error               | true  | false | false | 1 | true  | 0      | false
                    proxy_next_upstream=error               | false | false | false | 1 | true  | 0      | false
                    proxy_next_upstream=error               | true  | true  | true  | 1 | true  | 0      | false
                    proxy_next_upstream=error               | false | true  | true  | 1 | true  | 0      | true
                    proxy_next_upstream=error,non_idempotent | true | true  | true  | 1 | true  | 0      | true
                    proxy_next_upstream=error,non_idempotent | true | true  | false | 1 | true  | 0      | false
                    proxy_next_upstream_tries=2             | true  | false | true  | 1 | true  | 0      | true
                    proxy_next_upstream_tries=2             | true  | false | true  | 2 | true  | 0      | false
                    proxy_next_upstream_tries=1             | true  | false | true  | 1 | true  | 0      | false
                    proxy_next_upstream_tries=9             | true  | false | true  | 2 | false | 0      | false
                    proxy_next_upstream_tries=0             | true  | false | true  | 8 | true  | 0      | true
                    proxy_next_upstream_timeout=5s          | true  | false | true  | 1 | true  | 4999   | true
                    proxy_next_upstream_timeout=5s          | true  | false | true  | 1 | true  | 5000   | false
                    proxy_next_upstream_timeout=0           | true  | false | true  | 1 | true  | 999999 | true
                    """)
    void keepsToItsGuards(
            String option,
            boolean requestSent,
            boolean nonIdempotent,
            boolean replayable,
            int tries,
            boolean untried,
            long elapsedMillis,
            boolean permitted)
            throws SpecException {
        Situation now = new Situation(requestSent, nonIdempotent, replayable, tries, untried, elapsedMillis);

        assertThat(NextUpstreamRule.permits(Failure.CLOSED, options(option), now))
                .isEqualTo(permitted);
        assertThat(NextUpstreamRule.permits(Failure.STALE, options(option), now))
                .isEqualTo(permitted);
        assertThat(NextUpstreamRule.permits(
                        502,
                        options(
                                option.contains("=error")
                                        ? option + ",http_502"
                                        : option + " proxy_next_upstream=http_502"),
                        now))
                .isEqualTo(permitted);
    }

    @ParameterizedTest(name = "{0} is answered {1}")
    @CsvSource({
        "CONNECT_FAILED, 502",
        "CONNECT_TIMEOUT, 504",
        "STALE, 502",
        "CLOSED, 502",
        "SEND_TIMEOUT, 504",
        "READ_TIMEOUT, 504",
        "INVALID_RESPONSE, 502",
        "LISTED_STATUS, 502",
        "BROKEN_RESPONSE, 502",
    })
    void isAnsweredAsNginxAnswersIt(Failure failure, int status) {
        assertThat(failure.status()).isEqualTo(status);
    }

    private static RouteOptions options(String options) throws SpecException {
        return RouteParser.parse("/ service:a " + options, "test").options();
    }

    @ParameterizedTest(name = "{0} sent={1} out={2}")
    @CsvSource({
        "CONNECT_FAILED, false, false, true",
        "CONNECT_TIMEOUT, false, false, true",
        "STALE, true, false, true",
        "CLOSED, true, false, false",
        "CLOSED, true, true, true",
        "READ_TIMEOUT, true, false, false",
        "LISTED_STATUS, true, false, false",
        "LISTED_STATUS, true, true, true"
    })
    void onlyWhatWasSentAndLeavesItsPeerInCostsTheBudget(Failure failure, boolean sent, boolean out, boolean free) {
        assertThat(NextUpstreamRule.isFree(failure, sent, out)).isEqualTo(free);
    }
}
