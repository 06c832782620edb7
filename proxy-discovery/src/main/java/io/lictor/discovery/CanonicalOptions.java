package io.lictor.discovery;

import io.lictor.config.HealthCheck;
import io.lictor.config.HealthOptions;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerTls;
import io.lictor.config.UpstreamLimits;
import io.lictor.config.UpstreamOptions;
import java.util.ArrayList;
import java.util.List;

/** The options of an upstream and its peers as text, the same for the same options: part of a name. Without state. */
final class CanonicalOptions {

    private CanonicalOptions() {}

    /** The options that are not the default, in a fixed order. */
    static String of(PeerOptions peers, UpstreamOptions connections) {
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
        addHealth(words, connections.health());
        tls(words, connections.tls());
        return String.join(" ", words);
    }

    private static void addHealth(List<String> words, HealthOptions health) {
        HealthOptions h = HealthOptions.DEFAULT;
        HealthCheck check = health.check();
        HealthCheck c = HealthCheck.OFF;
        if (check.isOn()) {
            words.add("health_check=" + (check.kind() == HealthCheck.Kind.TCP ? "tcp" : check.uri()));
        }
        add(words, "health_check_interval", check.intervalMillis(), c.intervalMillis(), "ms");
        add(words, "health_check_jitter", check.jitterMillis(), c.jitterMillis(), "ms");
        add(words, "health_check_timeout", check.timeoutMillis(), c.timeoutMillis(), "ms");
        add(words, "health_check_fails", check.fails(), c.fails(), "");
        add(words, "health_check_passes", check.passes(), c.passes(), "");
        add(words, "health_check_port", check.port(), c.port(), "");
        if (!check.match().equals(c.match())) {
            String body = check.match().body();
            words.add("health_check_match=" + check.match().statusText() + (body.isEmpty() ? "" : ",body~" + body));
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
