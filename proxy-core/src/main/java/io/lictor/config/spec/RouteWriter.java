package io.lictor.config.spec;

import io.lictor.config.Balance;
import io.lictor.config.Condition;
import io.lictor.config.HealthCheck;
import io.lictor.config.HealthOptions;
import io.lictor.config.NextUpstream;
import io.lictor.config.PathPattern;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerTls;
import io.lictor.config.RewriteOptions;
import io.lictor.config.RouteOptions;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamLimits;
import io.lictor.config.UpstreamOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a route as {@link RouteParser} reads it: what it matches, and every option that is not the default. Used by one
 * thread, once.
 */
public final class RouteWriter {

    private final List<String> words = new ArrayList<>();

    private RouteWriter() {}

    /** Host and path, as they stand before the target. */
    public static String match(RouteSpec route) {
        PathPattern.Kind kind = route.path().kind();
        boolean regex = kind == PathPattern.Kind.REGEX || kind == PathPattern.Kind.REGEX_IGNORE_CASE;
        String host = route.host().toString();
        return regex
                ? (host.isEmpty() ? "" : host + " ") + operator(kind) + " "
                        + quoted(route.path().text())
                : host + route.path();
    }

    /**
     * Whether the grammar has words for all of it: for a condition that joins others otherwise than by "and" there are none,
     * nor for a share, nor for a port of the instance other than its own.
     */
    public static boolean isWritable(RouteSpec route) {
        Condition condition = route.condition();
        List<Condition> parts = condition instanceof Condition.All all ? all.parts() : List.of(condition);
        if (route.share() > 0 || route.target() instanceof Target.Declared declared && declared.port() > 0) {
            return false;
        }
        return parts.stream()
                .allMatch(part -> part instanceof Condition.Method
                        || part instanceof Condition.Header
                        || part instanceof Condition.Query
                        || part instanceof Condition.Client);
    }

    /** The options, each a word of the grammar. */
    public static List<String> options(RouteSpec route) {
        RouteWriter writer = new RouteWriter();
        writer.peers(route.peerOptions());
        writer.connections(route.upstreamOptions());
        writer.tls(route.upstreamOptions().tls(), route.target() instanceof Target.Static);
        writer.route(route.options());
        writer.rewrite(route.options().rewrite());
        if (route.path().kind() == PathPattern.Kind.PLAIN_PREFIX) {
            writer.add(Option.MATCH, "prefix");
        }
        Condition condition = route.condition();
        (condition instanceof Condition.All all ? all.parts() : List.of(condition))
                .forEach(part -> writer.words.add(part.toString()));
        writer.number(Option.PRIORITY, route.priority(), 0, "");
        return List.copyOf(writer.words);
    }

    /**
     * Those of the peers and of the upstream only, {@code proxy_ssl} among them whatever the target is: the same words for the
     * same options.
     */
    public static List<String> upstream(PeerOptions peers, UpstreamOptions upstream) {
        RouteWriter writer = new RouteWriter();
        writer.peers(peers);
        writer.connections(upstream);
        writer.tls(upstream.tls(), false);
        return List.copyOf(writer.words);
    }

    private void peers(PeerOptions peers) {
        PeerOptions usual = PeerOptions.DEFAULT;
        number(Option.WEIGHT, peers.weight(), usual.weight(), "");
        number(Option.MAX_FAILS, peers.maxFails(), usual.maxFails(), "");
        number(Option.FAIL_TIMEOUT, peers.failTimeoutMillis(), usual.failTimeoutMillis(), "ms");
        flag(Option.DOWN, peers.down());
        number(Option.MAX_CONNS, peers.maxConns(), usual.maxConns(), "");
        flag(Option.BACKUP, peers.isBackup());
        number(Option.SLOW_START, peers.slowStartMillis(), usual.slowStartMillis(), "ms");
        flag(Option.DRAIN, peers.drain());
    }

    private void connections(UpstreamOptions upstream) {
        UpstreamOptions usual = UpstreamOptions.DEFAULT;
        if (!upstream.balance().equals(Balance.ROUND_ROBIN)) {
            add(Option.BALANCE, upstream.balance().toString());
        }
        number(Option.KEEPALIVE, upstream.keepalive(), usual.keepalive(), "");
        number(Option.KEEPALIVE_REQUESTS, upstream.keepaliveRequests(), usual.keepaliveRequests(), "");
        number(Option.KEEPALIVE_TIMEOUT, upstream.keepaliveTimeoutMillis(), usual.keepaliveTimeoutMillis(), "ms");
        number(Option.KEEPALIVE_TIME, upstream.keepaliveTimeMillis(), usual.keepaliveTimeMillis(), "ms");
        UpstreamLimits limits = upstream.limits();
        if (limits.retryBudget() != usual.limits().retryBudget()) {
            boolean off = limits.retryBudget() == UpstreamLimits.NO_BUDGET;
            add(Option.RETRY_BUDGET, off ? "off" : limits.retryBudget() + "%");
        }
        number(Option.QUEUE, limits.queue(), usual.limits().queue(), "");
        number(Option.QUEUE_TIMEOUT, limits.queueTimeoutMillis(), usual.limits().queueTimeoutMillis(), "ms");
        number(Option.MAX_CONNECTING, limits.maxConnecting(), usual.limits().maxConnecting(), "");
        health(upstream.health());
    }

    /** Where the target has addresses, {@code https://} says whether. */
    private void tls(PeerTls tls, boolean saidByTarget) {
        PeerTls usual = PeerTls.OFF;
        if (!tls.on()) {
            return;
        }
        if (!saidByTarget) {
            add(Option.PROXY_SSL, "on");
        }
        if (!tls.verify()) {
            add(Option.PROXY_SSL_VERIFY, "off");
        }
        text(Option.PROXY_SSL_NAME, tls.name());
        if (!tls.serverName()) {
            add(Option.PROXY_SSL_SERVER_NAME, "off");
        }
        text(Option.PROXY_SSL_TRUSTED_CERTIFICATE, tls.trustedCertificate());
        text(Option.PROXY_SSL_CERTIFICATE, tls.certificate());
        text(Option.PROXY_SSL_CERTIFICATE_KEY, tls.certificateKey());
        if (!tls.protocols().equals(usual.protocols())) {
            add(Option.PROXY_SSL_PROTOCOLS, String.join(",", tls.protocols()));
        }
    }

    private void health(HealthOptions health) {
        HealthCheck check = health.check();
        HealthCheck usual = HealthCheck.OFF;
        if (check.isOn()) {
            add(Option.HEALTH_CHECK, check.kind() == HealthCheck.Kind.TCP ? "tcp" : check.uri());
            number(Option.HEALTH_CHECK_INTERVAL, check.intervalMillis(), usual.intervalMillis(), "ms");
            number(Option.HEALTH_CHECK_JITTER, check.jitterMillis(), usual.jitterMillis(), "ms");
            number(Option.HEALTH_CHECK_TIMEOUT, check.timeoutMillis(), usual.timeoutMillis(), "ms");
            number(Option.HEALTH_CHECK_FAILS, check.fails(), usual.fails(), "");
            number(Option.HEALTH_CHECK_PASSES, check.passes(), usual.passes(), "");
            number(Option.HEALTH_CHECK_PORT, check.port(), usual.port(), "");
            if (!check.match().equals(usual.match())) {
                String body = check.match().body();
                add(Option.HEALTH_CHECK_MATCH, check.match().statusText() + (body.isEmpty() ? "" : ",body~" + body));
            }
        }
        if (health.maxEjection() != HealthOptions.DEFAULT.maxEjection()) {
            add(Option.MAX_EJECTION, health.maxEjection() + "%");
        }
        switchOn(Option.PANIC, health.panic());
        number(Option.DRAIN_TIMEOUT, health.drainTimeoutMillis(), 0, "ms");
    }

    private void route(RouteOptions route) {
        RouteOptions usual = RouteOptions.DEFAULT;
        text(Option.FILTERS, String.join(",", route.filters()));
        number(Option.PROXY_CONNECT_TIMEOUT, route.connectTimeoutMillis(), usual.connectTimeoutMillis(), "ms");
        number(Option.PROXY_SEND_TIMEOUT, route.sendTimeoutMillis(), usual.sendTimeoutMillis(), "ms");
        number(Option.PROXY_READ_TIMEOUT, route.readTimeoutMillis(), usual.readTimeoutMillis(), "ms");
        if (route.nextUpstream() != usual.nextUpstream()) {
            String values = Arrays.stream(NextUpstream.values())
                    .filter(route::nextUpstreamOn)
                    .map(NextUpstream::directive)
                    .collect(Collectors.joining(","));
            add(Option.PROXY_NEXT_UPSTREAM, values.isEmpty() ? "off" : values);
        }
        number(Option.PROXY_NEXT_UPSTREAM_TRIES, route.nextUpstreamTries(), usual.nextUpstreamTries(), "");
        number(
                Option.PROXY_NEXT_UPSTREAM_TIMEOUT,
                route.nextUpstreamTimeoutMillis(),
                usual.nextUpstreamTimeoutMillis(),
                "ms");
        number(Option.CLIENT_MAX_BODY_SIZE, route.clientMaxBodySize(), usual.clientMaxBodySize(), "");
        number(Option.CLIENT_BODY_TIMEOUT, route.clientBodyTimeoutMillis(), usual.clientBodyTimeoutMillis(), "ms");
        number(Option.SEND_TIMEOUT, route.clientSendTimeoutMillis(), usual.clientSendTimeoutMillis(), "ms");
        number(Option.CLIENT_BODY_BUFFER_SIZE, route.clientBodyBufferSize(), usual.clientBodyBufferSize(), "");
        if (!route.upgrade().equals(usual.upgrade())) {
            add(Option.UPGRADE, route.upgrade().isEmpty() ? "off" : String.join(",", route.upgrade()));
        }
        route.access().rules().forEach(rule -> add(rule.allows() ? Option.ALLOW : Option.DENY, rule.whom()));
        switchOn(Option.ACCESS_FORWARDED, route.access().forwardedToo());
    }

    private void rewrite(RewriteOptions rewrite) {
        rewrite.setFields().forEach(f -> add(Option.PROXY_SET_HEADER, f.name() + ":" + f.value()));
        rewrite.hiddenFields().forEach(name -> add(Option.PROXY_HIDE_HEADER, name));
        rewrite.addedFields()
                .forEach(f ->
                        add(f.always() ? Option.ADD_HEADER_ALWAYS : Option.ADD_HEADER, f.name() + ":" + f.value()));
        text(Option.STRIP, rewrite.strip());
        rewrite.pathRules().forEach(rule -> add(Option.REWRITE, rule.regex() + " " + rule.replacement()));
        text(Option.PREPEND, rewrite.prepend());
        rewrite.urlRules()
                .forEach(rule ->
                        add(Option.REDIRECT_MATCH, rule.regex() + " " + rule.replacement() + " " + rule.status()));
        if (rewrite.answer().isGiven()) {
            boolean redirect = !rewrite.answer().location().isEmpty();
            int status = rewrite.answer().status();
            add(
                    redirect ? Option.REDIRECT : Option.RETURN,
                    redirect ? status + "," + rewrite.answer().location() : "" + status);
        }
        switchOff(Option.PROXY_REDIRECT, rewrite.proxyRedirect());
        switchOff(Option.PROXY_COOKIE_PATH, rewrite.cookiePath());
        switchOff(Option.PROXY_COOKIE_DOMAIN, rewrite.cookieDomain());
        switchOn(Option.FORWARDED, rewrite.forwarded());
        switchOn(Option.VIA, rewrite.via());
    }

    private void number(Option option, long value, long usual, String unit) {
        if (value != usual) {
            add(option, value + unit);
        }
    }

    private void text(Option option, String value) {
        if (!value.isEmpty()) {
            add(option, value);
        }
    }

    private void flag(Option option, boolean given) {
        if (given) {
            words.add(option.directive());
        }
    }

    private void switchOn(Option option, boolean on) {
        if (on) {
            add(option, "on");
        }
    }

    private void switchOff(Option option, boolean on) {
        if (!on) {
            add(option, "off");
        }
    }

    private void add(Option option, String value) {
        words.add(option.directive() + "=" + quoted(value));
    }

    private static String quoted(String value) {
        boolean plain = !value.startsWith("\"") && value.chars().noneMatch(Character::isWhitespace);
        return plain ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String operator(PathPattern.Kind kind) {
        return kind == PathPattern.Kind.REGEX ? "~" : "~*";
    }
}
