package io.lictor.config.spec;

import io.lictor.config.Balance;
import io.lictor.config.Condition;
import io.lictor.config.PeerOptions;
import io.lictor.config.RouteOptions;
import io.lictor.config.Target;
import io.lictor.config.Tier;
import io.lictor.config.UpstreamLimits;
import io.lictor.config.UpstreamOptions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The options of one route while it is read: checked one by one, then made into records. Used by one thread, once. */
final class OptionValues {

    private static final Pattern PERCENT = Pattern.compile("(100|[0-9]{1,2})%");

    private final Option.Trust trust;
    private final RewriteValues rewrite;
    private final Map<Option, Long> numbers = new EnumMap<>(Option.class);
    private List<String> upgrade = RouteOptions.DEFAULT.upgrade();
    private List<String> filters = List.of();
    private Balance balance = Balance.ROUND_ROBIN;
    private final HealthValues health;
    private final TlsValues tls = new TlsValues();
    private final ConditionValues condition = new ConditionValues();
    private final AccessValues access = new AccessValues();

    /**
     * None yet.
     *
     * @param trust SERVICE where a service writes about itself
     */
    OptionValues(Option.Trust trust) {
        this.trust = trust;
        this.health = new HealthValues(trust);
        this.rewrite = new RewriteValues(trust);
    }

    /** Takes one word: {@code name=value}, or a flag. */
    void accept(String word) throws SpecException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Option option = Option.named(name, false).orElseThrow(() -> unknown(name));
        if (option.isFlag() != (equals < 0)) {
            throw new SpecException(
                    name + ": " + (option.isFlag() ? "takes no value" : "needs a value (expected: " + name + "=…)"));
        }
        if (option.trust() == Option.Trust.OPERATOR && trust == Option.Trust.SERVICE) {
            throw new SpecException(
                    name
                            + ": only an operator sets it (expected: in a flag, a key or the embedding API, not in a tag or Meta)");
        }
        String text = word.substring(equals + 1);
        if (option == Option.UPGRADE) {
            upgrade = ListValues.upgrade(name, text);
        }
        if (option == Option.FILTERS) {
            filters = ListValues.filters(name, text);
        }
        if (option == Option.BALANCE) {
            balance = BalanceParser.parse(name, text);
        }
        health.accept(option, text);
        tls.accept(option, text);
        rewrite.accept(option, text);
        condition.accept(option, text);
        access.accept(option, text);
        long value = value(option, text);
        if (trust == Option.Trust.SERVICE) {
            ServiceLimits.check(option, text, value);
        }
        if (numbers.put(option, value) != null && !option.isRepeatable()) {
            throw new SpecException(name + ": given twice (expected: once)");
        }
    }

    /**
     * Checks what only several options together can get wrong, and with the target.
     *
     * @param target where the route leads, as far as it says so itself
     */
    void checkTogether(Optional<Target> target) throws SpecException {
        tls.checkTogether(numbers.keySet(), target);
        health.checkTogether(numbers.keySet());
        rewrite.checkTogether();
        access.checkTogether();
        for (Option option : List.of(Option.BACKUP, Option.SLOW_START)) {
            if (number(option, 0) > 0 && !balance.method().allowsBackup()) {
                throw new SpecException(option.directive() + ": given with balance=" + balance
                        + " (expected: round_robin, least_conn, least_time or sticky:COOKIE with it)");
            }
        }
    }

    /** Whether the route answers itself, without a peer. */
    boolean answersItself() {
        return rewrite.answersItself();
    }

    /** What requests must be beside host and path. */
    Condition condition() {
        return condition.condition();
    }

    boolean isGiven(Option option) {
        return numbers.containsKey(option);
    }

    long number(Option option, long otherwise) {
        return numbers.getOrDefault(option, otherwise);
    }

    PeerOptions peerOptions() {
        PeerOptions d = PeerOptions.DEFAULT;
        return new PeerOptions(
                (int) number(Option.WEIGHT, d.weight()),
                (int) number(Option.MAX_FAILS, d.maxFails()),
                number(Option.FAIL_TIMEOUT, d.failTimeoutMillis()),
                isGiven(Option.DOWN),
                (int) number(Option.MAX_CONNS, d.maxConns()),
                isGiven(Option.BACKUP) ? Tier.BACKUP : Tier.FIRST,
                number(Option.SLOW_START, d.slowStartMillis()),
                isGiven(Option.DRAIN));
    }

    UpstreamOptions upstreamOptions() {
        UpstreamOptions d = UpstreamOptions.DEFAULT;
        return new UpstreamOptions(
                (int) number(Option.KEEPALIVE, d.keepalive()),
                number(Option.KEEPALIVE_REQUESTS, d.keepaliveRequests()),
                number(Option.KEEPALIVE_TIMEOUT, d.keepaliveTimeoutMillis()),
                number(Option.KEEPALIVE_TIME, d.keepaliveTimeMillis()),
                balance,
                health.options(),
                upstreamLimits(d.limits()),
                tls.options());
    }

    private UpstreamLimits upstreamLimits(UpstreamLimits d) {
        return new UpstreamLimits(
                (int) number(Option.RETRY_BUDGET, d.retryBudget()),
                (int) number(Option.QUEUE, d.queue()),
                number(Option.QUEUE_TIMEOUT, d.queueTimeoutMillis()),
                (int) number(Option.MAX_CONNECTING, d.maxConnecting()));
    }

    RouteOptions routeOptions() {
        RouteOptions d = RouteOptions.DEFAULT;
        return new RouteOptions(
                number(Option.PROXY_CONNECT_TIMEOUT, d.connectTimeoutMillis()),
                number(Option.PROXY_SEND_TIMEOUT, d.sendTimeoutMillis()),
                number(Option.PROXY_READ_TIMEOUT, d.readTimeoutMillis()),
                (int) number(Option.PROXY_NEXT_UPSTREAM, d.nextUpstream()),
                (int) number(Option.PROXY_NEXT_UPSTREAM_TRIES, d.nextUpstreamTries()),
                number(Option.PROXY_NEXT_UPSTREAM_TIMEOUT, d.nextUpstreamTimeoutMillis()),
                number(Option.CLIENT_MAX_BODY_SIZE, d.clientMaxBodySize()),
                (int) number(Option.CLIENT_BODY_BUFFER_SIZE, d.clientBodyBufferSize()),
                number(Option.CLIENT_BODY_TIMEOUT, d.clientBodyTimeoutMillis()),
                number(Option.SEND_TIMEOUT, d.clientSendTimeoutMillis()),
                upgrade,
                rewrite.options(),
                filters,
                access.access());
    }

    private static SpecException unknown(String name) {
        return Option.named(name, true).isPresent()
                ? new SpecException(name + ": an option of a listener, for operators (expected: behind its address)")
                : new SpecException("unknown option \"" + name + "\" (expected one of: " + Option.names(false) + ")");
    }

    private static long value(Option option, String text) throws SpecException {
        String name = option.directive();
        return switch (option) {
            case DOWN, BACKUP, DRAIN, UPGRADE, BALANCE, FILTERS -> 1;
            // HealthValues has read them; the interval is asked for by ServiceLimits.
            case HEALTH_CHECK_INTERVAL -> Units.millis(name, text);
            case HEALTH_CHECK,
                    HEALTH_CHECK_JITTER,
                    HEALTH_CHECK_TIMEOUT,
                    HEALTH_CHECK_FAILS,
                    HEALTH_CHECK_PASSES,
                    HEALTH_CHECK_PORT,
                    HEALTH_CHECK_MATCH,
                    MAX_EJECTION,
                    PANIC,
                    DRAIN_TIMEOUT -> 1;
            // TlsValues has read them.
            case PROXY_SSL,
                    PROXY_SSL_VERIFY,
                    PROXY_SSL_NAME,
                    PROXY_SSL_SERVER_NAME,
                    PROXY_SSL_TRUSTED_CERTIFICATE,
                    PROXY_SSL_CERTIFICATE,
                    PROXY_SSL_CERTIFICATE_KEY,
                    PROXY_SSL_PROTOCOLS -> 1;
            // RewriteValues has read them.
            case PROXY_SET_HEADER,
                    PROXY_HIDE_HEADER,
                    ADD_HEADER,
                    ADD_HEADER_ALWAYS,
                    STRIP,
                    PREPEND,
                    REWRITE,
                    HOST,
                    REDIRECT,
                    REDIRECT_MATCH,
                    RETURN,
                    PROXY_REDIRECT,
                    PROXY_COOKIE_PATH,
                    PROXY_COOKIE_DOMAIN,
                    FORWARDED,
                    VIA -> 1;
            // ConditionValues and AccessValues have read them.
            case METHOD, HEADER, QUERY, CLIENT, ALLOW, DENY, ACCESS_FORWARDED -> 1;
            case WEIGHT -> number(name, text, 1, 65535);
            case MAX_FAILS, MAX_CONNS, KEEPALIVE, QUEUE, PROXY_NEXT_UPSTREAM_TRIES -> number(name, text, 0, 1_000_000);
            case KEEPALIVE_REQUESTS -> number(name, text, 1, 1_000_000_000);
            case PRIORITY -> number(name, text, -1_000_000, 1_000_000);
            case MAX_CONNECTING -> number(name, text, 1, 1_000_000);
            case RETRY_BUDGET -> percent(name, text);
            case FAIL_TIMEOUT, SLOW_START, PROXY_NEXT_UPSTREAM_TIMEOUT, KEEPALIVE_TIMEOUT, KEEPALIVE_TIME ->
                Units.millis(name, text);
            case QUEUE_TIMEOUT,
                    PROXY_CONNECT_TIMEOUT,
                    PROXY_SEND_TIMEOUT,
                    PROXY_READ_TIMEOUT,
                    CLIENT_BODY_TIMEOUT,
                    SEND_TIMEOUT -> atLeastOne(name, text, Units.millis(name, text));
            case CLIENT_MAX_BODY_SIZE -> Units.bytes(name, text);
            case CLIENT_BODY_BUFFER_SIZE -> atMost(name, text, Units.bytes(name, text), 16 << 20, "at most 16m");
            case PROXY_NEXT_UPSTREAM -> ListValues.nextUpstream(name, text);
            case MATCH -> match(name, text);
            case LISTEN_CLIENT_HEADER_TIMEOUT,
                    LISTEN_CLIENT_BODY_TIMEOUT,
                    LISTEN_SEND_TIMEOUT,
                    LISTEN_KEEPALIVE_TIMEOUT,
                    LISTEN_KEEPALIVE_REQUESTS,
                    LISTEN_LINGERING_TIME,
                    LISTEN_LINGERING_TIMEOUT,
                    LISTEN_LARGE_CLIENT_HEADER_BUFFERS,
                    LISTEN_MAX_HEADERS,
                    LISTEN_CLIENT_MAX_BODY_SIZE,
                    LISTEN_SET_REAL_IP_FROM,
                    LISTEN_REAL_IP_HEADER,
                    LISTEN_REAL_IP_RECURSIVE -> throw new IllegalArgumentException("of a listener: " + name);
        };
    }

    static long number(String name, String text, long least, long most) throws SpecException {
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw SpecException.expected(name, text, "a whole number");
        }
        if (number < least || number > most || text.startsWith("+")) {
            throw SpecException.expected(name, text, least + " to " + most);
        }
        return number;
    }

    /** {@code 20%}, or {@code off}. */
    private static long percent(String name, String text) throws SpecException {
        if (text.equals("off")) {
            return UpstreamLimits.NO_BUDGET;
        }
        if (!PERCENT.matcher(text).matches()) {
            throw SpecException.expected(name, text, "0% to 100%, or off");
        }
        return Long.parseLong(text.substring(0, text.length() - 1));
    }

    static long atLeastOne(String name, String text, long millis) throws SpecException {
        if (millis == 0) {
            throw SpecException.expected(name, text, "more than 0");
        }
        return millis;
    }

    private static long atMost(String name, String text, long value, long most, String expected) throws SpecException {
        if (value > most) {
            throw SpecException.expected(name, text, expected);
        }
        return value;
    }

    private static long match(String name, String text) throws SpecException {
        return switch (text) {
            case "segment" -> 0;
            case "prefix" -> 1;
            default -> throw SpecException.expected(name, text, "segment or prefix");
        };
    }
}
