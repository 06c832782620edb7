package io.lictor.discovery;

import io.lictor.config.HealthCheck;
import io.lictor.config.HealthOptions;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerTls;
import io.lictor.config.RouteSpec;
import io.lictor.config.UpstreamLimits;
import io.lictor.config.UpstreamOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names the upstreams of the routes given by flags: by their target; routes with one target share the upstream unless they
 * want its peers or connections treated differently, and then the difference is part of the name.
 *
 * <p>Immutable; any thread.
 */
final class UpstreamNames {

    private record Treatment(PeerOptions peers, UpstreamOptions connections) {}

    private final Set<String> ambiguous = new HashSet<>();

    UpstreamNames(List<RouteSpec> routes) {
        Map<String, Treatment> treatments = new HashMap<>();
        for (RouteSpec route : routes) {
            Treatment treatment = new Treatment(route.peerOptions(), route.upstreamOptions());
            Treatment other = treatments.putIfAbsent(route.target().toString(), treatment);
            if (other != null && !other.equals(treatment)) {
                ambiguous.add(route.target().toString());
            }
        }
    }

    /** The upstream's name of one of these routes. */
    String name(RouteSpec route) {
        String target = route.target().toString();
        if (!ambiguous.contains(target)) {
            return target;
        }
        String options = canonical(route.peerOptions(), route.upstreamOptions());
        return options.isEmpty() ? target : target + "{" + options + "}";
    }

    /** The options that are not the default, in a fixed order. */
    private static String canonical(PeerOptions peers, UpstreamOptions connections) {
        PeerOptions p = PeerOptions.DEFAULT;
        UpstreamOptions u = UpstreamOptions.DEFAULT;
        List<String> words = new ArrayList<>();
        add(words, "weight", peers.weight(), p.weight(), "");
        add(words, "max_fails", peers.maxFails(), p.maxFails(), "");
        add(words, "fail_timeout", peers.failTimeoutMillis(), p.failTimeoutMillis(), "ms");
        if (peers.down()) {
            words.add("down");
        }
        add(words, "max_conns", peers.maxConns(), p.maxConns(), "");
        if (peers.backup()) {
            words.add("backup");
        }
        add(words, "slow_start", peers.slowStartMillis(), p.slowStartMillis(), "ms");
        if (peers.drain()) {
            words.add("drain");
        }
        if (!connections.balance().equals(u.balance())) {
            words.add("balance=" + connections.balance());
        }
        add(words, "keepalive", connections.keepalive(), u.keepalive(), "");
        add(words, "keepalive_requests", connections.keepaliveRequests(), u.keepaliveRequests(), "");
        add(words, "keepalive_timeout", connections.keepaliveTimeoutMillis(), u.keepaliveTimeoutMillis(), "ms");
        add(words, "keepalive_time", connections.keepaliveTimeMillis(), u.keepaliveTimeMillis(), "ms");
        UpstreamLimits l = connections.limits();
        if (l.retryBudget() != u.limits().retryBudget()) {
            words.add("retry_budget=" + (l.retryBudget() == UpstreamLimits.NO_BUDGET ? "off" : l.retryBudget() + "%"));
        }
        add(words, "queue", l.queue(), u.limits().queue(), "");
        add(words, "queue_timeout", l.queueTimeoutMillis(), u.limits().queueTimeoutMillis(), "ms");
        add(words, "max_connecting", l.maxConnecting(), u.limits().maxConnecting(), "");
        health(words, connections.health());
        tls(words, connections.tls());
        return String.join(" ", words);
    }

    private static void health(List<String> words, HealthOptions health) {
        HealthOptions h = HealthOptions.DEFAULT;
        HealthCheck check = health.check();
        if (check.isOn()) {
            words.add("health_check=" + (check.kind() == HealthCheck.Kind.TCP ? "tcp" : check.uri()));
        }
        add(words, "health_check_interval", check.intervalMillis(), h.check().intervalMillis(), "ms");
        add(words, "health_check_jitter", check.jitterMillis(), h.check().jitterMillis(), "ms");
        add(words, "health_check_timeout", check.timeoutMillis(), h.check().timeoutMillis(), "ms");
        add(words, "health_check_fails", check.fails(), h.check().fails(), "");
        add(words, "health_check_passes", check.passes(), h.check().passes(), "");
        add(words, "health_check_port", check.port(), h.check().port(), "");
        if (!check.match().equals(h.check().match())) {
            words.add("health_check_match=" + check.match().statusText());
            add(words, "body~", check.match().body());
        }
        add(words, "max_ejection", health.maxEjection(), h.maxEjection(), "%");
        if (health.panic()) {
            words.add("panic=on");
        }
        add(words, "drain_timeout", health.drainTimeoutMillis(), h.drainTimeoutMillis(), "ms");
    }

    private static void tls(List<String> words, PeerTls tls) {
        if (!tls.on()) {
            return;
        }
        words.add("proxy_ssl=on");
        if (!tls.verify()) {
            words.add("proxy_ssl_verify=off");
        }
        add(words, "proxy_ssl_name=", tls.name());
        if (!tls.serverName()) {
            words.add("proxy_ssl_server_name=off");
        }
        add(words, "proxy_ssl_trusted_certificate=", tls.trustedCertificate());
        add(words, "proxy_ssl_certificate=", tls.certificate());
        add(words, "proxy_ssl_certificate_key=", tls.certificateKey());
        if (!tls.protocols().equals(PeerTls.OFF.protocols())) {
            words.add("proxy_ssl_protocols=" + String.join(",", tls.protocols()));
        }
    }

    private static void add(List<String> words, String start, String text) {
        if (!text.isEmpty()) {
            words.add(start + text);
        }
    }

    private static void add(List<String> words, String name, long value, long usual, String unit) {
        if (value != usual) {
            words.add(name + "=" + value + unit);
        }
    }
}
