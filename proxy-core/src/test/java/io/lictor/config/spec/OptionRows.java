package io.lictor.config.spec;

import static java.util.Map.entry;

import java.util.Map;

/**
 * What {@code docs/options.md} says of each option beside {@link Option} itself: its counterpart in nginx, and the test
 * that shows what it does. Who adds an option adds a line here.
 */
final class OptionRows {

    /** A directive of nginx with the same name. */
    private static final String SAME = "same";

    /** A parameter of nginx's {@code server} in an upstream, with the same name. */
    private static final String SERVER = "parameter of `server`";

    private static final String OURS = "ours";

    /**
     * A row's rest.
     *
     * @param nginx the counterpart in nginx
     * @param test {@code package.Class#method} below {@code io.lictor}
     */
    record Row(String nginx, String test) {}

    static final Map<Option, Row> ALL = Map.ofEntries(
            row(Option.WEIGHT, SERVER, "balance.RoundRobinTest#spreadsByWeightInNginxsOrder"),
            row(Option.MAX_FAILS, SERVER, "upstream.PeerTest#isOutAfterMaxFailsAndForFailTimeout"),
            row(Option.FAIL_TIMEOUT, SERVER, "upstream.PeerTest#letsOneTrialThroughAFailTimeout"),
            row(Option.DOWN, SERVER, "balance.RoundRobinTest#neverPicksAPeerThatIsDown"),
            row(Option.MAX_CONNS, SERVER, "engine.BalancingTest#aFullPeerIsNotAskedAndItsRoomIsGivenBack"),
            row(Option.BACKUP, SERVER, "balance.BalancersTest#takesABackupOnlyWhenNoPrimaryCanBe"),
            row(Option.SLOW_START, SERVER, "balance.SlowStartTest#theShareOfANewPeerGrows"),
            row(Option.DRAIN, SERVER, "balance.StickyTest#aDrainingPeerTakesOnlyTheClientsThatAreBoundToIt"),
            row(
                    Option.BALANCE,
                    "`least_conn`, `least_time`, `random`, `ip_hash`, `hash`, `sticky`",
                    "engine.BalancingTest#theSameKeyGoesToTheSamePeer"),
            row(Option.KEEPALIVE, SAME, "engine.RouteOptionsTest#keepaliveBoundsTheIdleConnectionsToAPeer"),
            row(Option.KEEPALIVE_REQUESTS, SAME, "engine.RouteOptionsTest#keepaliveRequestsEndsAConnectionToAPeer"),
            row(Option.KEEPALIVE_TIMEOUT, SAME, "engine.RouteOptionsTest#keepaliveTimeoutEndsAnIdleConnectionToAPeer"),
            row(
                    Option.HEALTH_CHECK,
                    "`health_check uri=` (Plus)",
                    "engine.ActiveChecksTest#aPeerThatFailsItsCheckGetsNoRequestsUntilItPasses"),
            row(
                    Option.HEALTH_CHECK_INTERVAL,
                    "`health_check interval=` (Plus)",
                    "engine.ActiveChecksTest#anUpdateLeavesCheckAndScheduleOfWhoStaysAsTheyAre"),
            row(
                    Option.HEALTH_CHECK_JITTER,
                    "`health_check jitter=` (Plus)",
                    "engine.ActiveChecksTest#theIntervalIsLengthenedByUpToTheJitter"),
            row(Option.HEALTH_CHECK_TIMEOUT, OURS, "engine.ActiveChecksTest#aPeerThatDoesNotAnswerInTimeFails"),
            row(
                    Option.HEALTH_CHECK_FAILS,
                    "`health_check fails=` (Plus)",
                    "health.CheckRuleTest#turnsAfterSoManyInARow"),
            row(
                    Option.HEALTH_CHECK_PASSES,
                    "`health_check passes=` (Plus)",
                    "health.CheckRuleTest#turnsAfterSoManyInARow"),
            row(
                    Option.HEALTH_CHECK_PORT,
                    "`health_check port=` (Plus)",
                    "engine.ActiveChecksTest#anotherPortCanBeAsked"),
            row(Option.HEALTH_CHECK_MATCH, "`match` (Plus)", "health.AnswerJudgeTest#judgesByTheStatus"),
            row(Option.MAX_EJECTION, OURS, "upstream.EjectionTest#noMoreAreOutThanMayBe"),
            row(
                    Option.PANIC,
                    OURS,
                    "engine.ActiveChecksTest#panicSendsRequestsToUnhealthyPeersAndWithoutItTheyAreAnswered502"),
            row(
                    Option.DRAIN_TIMEOUT,
                    OURS,
                    "engine.PeerDrainTest#aRequestWithoutAnAnswerGoesToAnotherPeerWhenTheTimeIsOver"),
            row(
                    Option.KEEPALIVE_TIME,
                    SAME,
                    "engine.KeptConnectionsTest#aConnectionIsKeptNoMoreWhenItIsOlderThanKeepaliveTime"),
            row(Option.RETRY_BUDGET, OURS, "engine.RetryBudgetTest#secondTriesUnderWayAreAFifthOfTheRequestsUnderWay"),
            row(Option.QUEUE, "`queue` (Plus)", "engine.QueueTest#whoFindsEveryPeerFullWaitsAndIsServedInOrder"),
            row(
                    Option.QUEUE_TIMEOUT,
                    "`queue … timeout=` (Plus)",
                    "engine.QueueTest#answers502WhenItWaitedForQueueTimeout"),
            row(
                    Option.MAX_CONNECTING,
                    OURS,
                    "engine.KeptConnectionsTest#aPeerThatHangsGetsNoMoreThanMaxConnectingAtOnce"),
            row(
                    Option.PROXY_SSL,
                    "`https://` in `proxy_pass`",
                    "config.spec.TlsOptionsTest#aServiceOrTagIsAskedByTlsWhereTheRouteSaysSo"),
            row(
                    Option.PROXY_SSL_VERIFY,
                    "`off` by default",
                    "engine.PeerTlsTest#connectionsAreNotSharedBetweenWaysToConnect"),
            row(Option.PROXY_SSL_NAME, SAME, "engine.PeerTlsTest#tellsTheNameByServerNameIndicationAndChecksIt"),
            row(
                    Option.PROXY_SSL_SERVER_NAME,
                    "`off` by default",
                    "engine.PeerTlsTest#tellsTheNameByServerNameIndicationAndChecksIt"),
            row(
                    Option.PROXY_SSL_TRUSTED_CERTIFICATE,
                    SAME,
                    "engine.PeerTlsTest#row31triesTheNextPeerForEveryMethodWhenACertificateIsRefused"),
            row(Option.PROXY_SSL_CERTIFICATE, SAME, "engine.PeerTlsTest#showsItsOwnCertificateToAPeerThatAsksForOne"),
            row(
                    Option.PROXY_SSL_CERTIFICATE_KEY,
                    SAME,
                    "engine.PeerTlsTest#showsItsOwnCertificateToAPeerThatAsksForOne"),
            row(Option.PROXY_SSL_PROTOCOLS, SAME, "engine.PeerTlsTest#asksByTlsAndKeepsTheConnection"),
            row(Option.PROXY_CONNECT_TIMEOUT, SAME, "engine.TimeoutsTest#proxyConnectTimeoutIsForOneAttempt"),
            row(Option.PROXY_SEND_TIMEOUT, SAME, "engine.TimeoutsTest#proxySendTimeoutIsBetweenTwoWritesToAPeer"),
            row(Option.PROXY_READ_TIMEOUT, SAME, "engine.TimeoutsTest#proxyReadTimeoutIsForTheHeadOfAResponse"),
            row(Option.PROXY_NEXT_UPSTREAM, SAME, "exchange.NextUpstreamRuleTest#triesAgainAfterAFailureThatIsListed"),
            row(Option.PROXY_NEXT_UPSTREAM_TRIES, SAME, "engine.TimeoutsTest#proxyNextUpstreamTriesEndsTheTries"),
            row(Option.PROXY_NEXT_UPSTREAM_TIMEOUT, SAME, "engine.TimeoutsTest#proxyNextUpstreamTimeoutEndsTheTries"),
            row(
                    Option.CLIENT_MAX_BODY_SIZE,
                    SAME,
                    "engine.ExchangeStatesTest#row23answers413ForADeclaredBodyThatIsTooLarge"),
            row(
                    Option.CLIENT_BODY_TIMEOUT,
                    SAME,
                    "engine.ListenerOptionsTest#aRoutesBodyTimeoutGoesBeforeTheListeners"),
            row(Option.SEND_TIMEOUT, SAME, "engine.ListenerOptionsTest#aRoutesSendTimeoutGoesBeforeTheListeners"),
            row(
                    Option.CLIENT_BODY_BUFFER_SIZE,
                    SAME,
                    "engine.ExchangeStatesTest#row03doesNotRepeatABodyThatIsNoLongerKept"),
            row(
                    Option.UPGRADE,
                    "`proxy_set_header Upgrade …`",
                    "engine.ExchangeStatesTest#row15doesNotSwitchToWhatTheRouteDoesNotAllow"),
            row(Option.PROXY_SET_HEADER, SAME, "engine.HeaderRulesTest#setsFieldsOfTheRequest"),
            row(Option.PROXY_HIDE_HEADER, SAME, "engine.HeaderRulesTest#hidesAndAddsFieldsOfTheResponse"),
            row(Option.ADD_HEADER, SAME, "rewrite.ResponseRulesTest#addsFieldsToTheStatusesThatNginxDoes"),
            row(
                    Option.ADD_HEADER_ALWAYS,
                    "`add_header … always`",
                    "engine.HeaderRulesTest#addsFieldsToItsOwnErrorPagesOnlyAlways"),
            row(Option.STRIP, "a URI in `proxy_pass`", "engine.HeaderRulesTest#stripsPrependsAndRewritesThePath"),
            row(Option.REWRITE, "`rewrite … break`", "rewrite.PathRewriteTest#asksFor"),
            row(Option.PREPEND, "a URI in `proxy_pass`", "engine.HeaderRulesTest#stripsPrependsAndRewritesThePath"),
            row(Option.HOST, "`proxy_set_header Host …`", "engine.HeaderRulesTest#setsHostAndSendsNoneWhenItIsEmpty"),
            row(Option.REDIRECT, "`return CODE URL`", "engine.HeaderRulesTest#redirectsAndReturnsWithoutAPeer"),
            row(
                    Option.REDIRECT_MATCH,
                    "`rewrite … redirect`, of whole URLs",
                    "engine.HeaderRulesTest#redirectsByWhatIsFoundInTheUrl"),
            row(Option.RETURN, SAME, "engine.HeaderRulesTest#redirectsAndReturnsWithoutAPeer"),
            row(Option.PROXY_REDIRECT, SAME, "rewrite.ResponseRulesTest#tellsALocationAsTheClientSeesIt"),
            row(Option.PROXY_COOKIE_PATH, SAME, "rewrite.ResponseRulesTest#tellsACookieAsTheClientSeesIt"),
            row(Option.PROXY_COOKIE_DOMAIN, SAME, "rewrite.ResponseRulesTest#tellsACookieAsTheClientSeesIt"),
            row(Option.FORWARDED, OURS, "engine.HeaderRulesTest#saysForwardedAndViaWhereARouteWantsThem"),
            row(Option.VIA, OURS, "engine.HeaderRulesTest#answersARequestThatGoesInACircle"),
            row(Option.FILTERS, OURS, "engine.FiltersTest#filtersAreAskedInTheirOrderAndBackwardsOfTheResponse"),
            row(Option.METHOD, "`limit_except`, `if`", "engine.RouteConditionsTest#aMethodChoosesTheRoute"),
            row(Option.HEADER, "`map $http_NAME`", "engine.RouteConditionsTest#aFieldChoosesTheRoute"),
            row(Option.QUERY, "`map $arg_NAME`", "engine.RouteConditionsTest#anArgumentChoosesTheRoute"),
            row(
                    Option.CLIENT,
                    "`geo`",
                    "engine.RouteConditionsTest#theClientsAddressChoosesTheRouteAlsoBehindATrustedProxy"),
            row(Option.ALLOW, SAME, "engine.AccessTest#theFirstRuleThatHasTheClientDecides"),
            row(Option.DENY, SAME, "engine.AccessTest#theFirstRuleThatHasTheClientDecides"),
            row(
                    Option.ACCESS_FORWARDED,
                    OURS,
                    "engine.AccessTest#everyForwardedAddressMustBeServedWhereTheRouteSaysSo"),
            row(
                    Option.MATCH,
                    "`location` is always the plain prefix",
                    "route.RouteTableTest#findsThePathInNginxsOrder"),
            row(
                    Option.PRIORITY,
                    OURS,
                    "route.RouteOrderTest#ofOnePathTheGreaterPriorityThenTheOneThatAsksForMoreThenTheName"),
            row(Option.LISTEN_CLIENT_HEADER_TIMEOUT, SAME, "engine.TimeoutsTest#clientHeaderTimeoutIsForTheWholeHead"),
            row(Option.LISTEN_CLIENT_BODY_TIMEOUT, SAME, "engine.TimeoutsTest#clientBodyTimeoutIsBetweenTwoReads"),
            row(Option.LISTEN_SEND_TIMEOUT, SAME, "engine.TimeoutsTest#sendTimeoutIsBetweenTwoWritesToAClient"),
            row(Option.LISTEN_KEEPALIVE_TIMEOUT, SAME, "engine.TimeoutsTest#keepaliveTimeoutIsBetweenTwoRequests"),
            row(Option.LISTEN_KEEPALIVE_REQUESTS, SAME, "engine.ListenerOptionsTest#eachListenerHasItsOwnKeepalive"),
            row(Option.LISTEN_LINGERING_TIME, SAME, "engine.RouteOptionsTest#lingeringTimeEndsARefusedClient"),
            row(
                    Option.LISTEN_LINGERING_TIMEOUT,
                    SAME,
                    "engine.RouteOptionsTest#lingeringTimeoutEndsARefusedClientThatPauses"),
            row(
                    Option.LISTEN_LARGE_CLIENT_HEADER_BUFFERS,
                    SAME,
                    "engine.ListenerOptionsTest#eachListenerHasItsOwnLimitsOfAHead"),
            row(Option.LISTEN_MAX_HEADERS, SAME, "engine.ListenerOptionsTest#maxHeadersBoundsTheFieldsOfARequest"),
            row(
                    Option.LISTEN_CLIENT_MAX_BODY_SIZE,
                    SAME,
                    "engine.ListenerOptionsTest#aListenersBodySizeHoldsForRoutesThatSayNothing"),
            row(Option.LISTEN_SET_REAL_IP_FROM, SAME, "engine.RealIpTest#believesATrustedProxy"),
            row(Option.LISTEN_REAL_IP_HEADER, SAME, "engine.RealIpTest#readsTheFieldThatIsNamed"),
            row(
                    Option.LISTEN_REAL_IP_RECURSIVE,
                    SAME,
                    "http.RealClientTest#isTheLastInTheListOrTheLastThatIsNotTrusted"));

    private OptionRows() {}

    private static Map.Entry<Option, Row> row(Option option, String nginx, String test) {
        return entry(option, new Row(nginx, test));
    }
}
