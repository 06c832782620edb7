package io.lictor.server.lint;

import io.lictor.config.Balance;
import io.lictor.config.NextUpstream;
import io.lictor.config.PathPattern;
import io.lictor.config.PeerOptions;
import io.lictor.config.RewriteOptions;
import io.lictor.config.RouteOptions;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.config.UpstreamLimits;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.spec.Option;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Options of a route that change nothing, because of others that it has or lacks. Only those that the route itself gives: a
 * default is for many routes, and no fault of one for which it does nothing. Used by one thread, once.
 */
final class WithoutEffect {

    private final RouteSpec route;
    private final Set<String> given;
    private final List<String> found = new ArrayList<>();

    private WithoutEffect(RouteSpec route) {
        this.route = route;
        this.given = route.words().stream()
                .map(word -> word.indexOf('=') < 0 ? word : word.substring(0, word.indexOf('=')))
                .collect(Collectors.toSet());
    }

    /** What has no effect in {@code route}, and why: {@code queue: … (expected: …)}. */
    static List<String> in(RouteSpec route) {
        WithoutEffect all = new WithoutEffect(route);
        if (route.options().rewrite().answer().isGiven()) {
            all.answered();
        } else {
            all.health();
            all.connections();
            all.retries();
            all.path();
        }
        return all.found;
    }

    private void health() {
        PeerOptions peer = route.peerOptions();
        UpstreamOptions upstream = route.upstreamOptions();
        boolean counts = peer.maxFails() > 0;
        boolean only = route.target() instanceof Target.Static fixed
                && fixed.addresses().size() == 1;
        if (!counts && peer.failTimeoutMillis() != PeerOptions.DEFAULT.failTimeoutMillis()) {
            found("fail_timeout", "no failures are counted", "max_fails of 1 or more");
        }
        if (counts && peer.failTimeoutMillis() == 0 && given.contains("fail_timeout")) {
            foundAnyway("max_fails", "fail_timeout=0 puts no peer out for any time", "a fail_timeout");
        }
        if (only && peer.maxFails() > 1) {
            found("max_fails", "the only peer is never taken out", "several peers");
        }
        boolean judged = counts || upstream.health().check().isOn();
        if (!judged
                && upstream.health().maxEjection()
                        != UpstreamOptions.DEFAULT.health().maxEjection()) {
            found("max_ejection", "nothing takes a peer out", "max_fails or health_check");
        }
        if (!judged && upstream.health().panic()) {
            found("panic", "nothing takes a peer out", "max_fails or health_check");
        }
        if (peer.drain() && upstream.balance().method() != Balance.Method.STICKY) {
            found("drain", "no cookie binds a request to the peer, so it takes none", "balance=sticky:COOKIE, or down");
        }
        if (peer.isBackup() && route.target() instanceof Target.Static) {
            found("backup", "every peer of the route is one", "peers that are none");
        }
        if (peer.slowStartMillis() > 0 && only) {
            found("slow_start", "the only peer has all requests", "several peers");
        }
    }

    private void connections() {
        UpstreamOptions upstream = route.upstreamOptions();
        UpstreamOptions usual = UpstreamOptions.DEFAULT;
        UpstreamLimits limits = upstream.limits();
        if (upstream.keepalive() == 0) {
            differs("keepalive_requests", upstream.keepaliveRequests(), usual.keepaliveRequests(), "keepalive=0");
            differs(
                    "keepalive_timeout",
                    upstream.keepaliveTimeoutMillis(),
                    usual.keepaliveTimeoutMillis(),
                    "keepalive=0");
            differs("keepalive_time", upstream.keepaliveTimeMillis(), usual.keepaliveTimeMillis(), "keepalive=0");
        }
        if (limits.queue() > 0 && route.peerOptions().maxConns() == 0) {
            found("queue", "no peer is ever full", "max_conns");
        }
        if (limits.queue() == 0) {
            differs("queue_timeout", limits.queueTimeoutMillis(), usual.limits().queueTimeoutMillis(), "no queue");
        }
    }

    private void retries() {
        RouteOptions options = route.options();
        int reasons = options.nextUpstream() & ~NextUpstream.NON_IDEMPOTENT.bit();
        if (reasons != 0) {
            return;
        }
        String why = "no reason to try the next peer is listed";
        if (options.nextUpstreamOn(NextUpstream.NON_IDEMPOTENT)) {
            found("proxy_next_upstream", "non_idempotent alone is " + why, "error, timeout … beside it");
        }
        if (options.nextUpstreamTries() != 0) {
            found("proxy_next_upstream_tries", why, "proxy_next_upstream other than off");
        }
        if (options.nextUpstreamTimeoutMillis() != 0) {
            found("proxy_next_upstream_timeout", why, "proxy_next_upstream other than off");
        }
    }

    private void path() {
        String strip = route.options().rewrite().strip();
        PathPattern pattern = route.path();
        boolean regex =
                pattern.kind() == PathPattern.Kind.REGEX || pattern.kind() == PathPattern.Kind.REGEX_IGNORE_CASE;
        if (strip.isEmpty() || regex) {
            return;
        }
        String path = pattern.text();
        boolean within = path.equals(strip) || path.startsWith(strip + "/");
        boolean below = pattern.kind() != PathPattern.Kind.EXACT && strip.startsWith(path);
        if (!within && !below) {
            found("strip", "no path of the route " + route.key() + " starts with " + strip, "a start of its path");
        }
    }

    /** Whoever answers itself asks no peer. */
    private void answered() {
        RouteOptions options = route.options();
        RouteOptions usual = RouteOptions.DEFAULT;
        RewriteOptions rewrite = options.rewrite();
        String why = "the route answers itself";
        differs("proxy_connect_timeout", options.connectTimeoutMillis(), usual.connectTimeoutMillis(), why);
        differs("proxy_read_timeout", options.readTimeoutMillis(), usual.readTimeoutMillis(), why);
        differs("proxy_send_timeout", options.sendTimeoutMillis(), usual.sendTimeoutMillis(), why);
        differs("proxy_next_upstream", options.nextUpstream(), usual.nextUpstream(), why);
        differs("strip", rewrite.strip().length(), 0, why);
        differs("prepend", rewrite.prepend().length(), 0, why);
        differs("rewrite", rewrite.pathRules().size(), 0, why);
        differs("proxy_set_header", rewrite.setFields().size(), 0, why);
        differs("proxy_hide_header", rewrite.hiddenFields().size(), 0, why);
        if (givesAny(Option.Scope.PEER)) {
            foundAnyway("weight, max_fails …", why, "no options of peers");
        }
        if (givesAny(Option.Scope.UPSTREAM)) {
            foundAnyway("balance, keepalive …", why, "no options of an upstream");
        }
    }

    private void differs(String option, long value, long usual, String why) {
        if (value != usual) {
            found(option, why, "no " + option + " with that");
        }
    }

    private boolean givesAny(Option.Scope scope) {
        return Arrays.stream(Option.values())
                .anyMatch(option -> option.scope() == scope && given.contains(option.directive()));
    }

    private void found(String option, String why, String expected) {
        if (given.contains(option)) {
            foundAnyway(option, why, expected);
        }
    }

    private void foundAnyway(String option, String why, String expected) {
        found.add(option + ": without effect, " + why + " (expected: " + expected + ")");
    }
}
