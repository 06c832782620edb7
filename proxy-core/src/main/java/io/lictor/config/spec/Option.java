package io.lictor.config.spec;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every option a route may carry, under nginx's directive names, with its scope and its meaning. */
public enum Option {
    WEIGHT("weight", Scope.PEER, "1", "relative share of the requests, 1 to 65535"),
    MAX_FAILS("max_fails", Scope.PEER, "1", "failures within fail_timeout that take a peer out; 0 = never"),
    FAIL_TIMEOUT("fail_timeout", Scope.PEER, "10s", "the window of max_fails, and how long the peer stays out"),
    DOWN("down", Scope.PEER, "", "the peer is listed but never used"),
    MAX_CONNS("max_conns", Scope.PEER, "0", "requests at a peer at once, over all event loops; 0 = no limit"),
    BACKUP("backup", Scope.PEER, "", "the peer is used only when no other can be; not with hash, ip_hash, random"),
    SLOW_START(
            "slow_start",
            Scope.PEER,
            "0",
            "how long a peer's share grows to its weight after it became available; not with hash, ip_hash, random"),
    DRAIN("drain", Scope.PEER, "", "the peer takes only what a cookie of balance=sticky:COOKIE has bound to it"),
    BALANCE("balance", Scope.UPSTREAM, "round_robin", BalanceParser.EXPECTED),
    KEEPALIVE("keepalive", Scope.UPSTREAM, "256", "idle connections kept to a peer, over all event loops"),
    KEEPALIVE_REQUESTS("keepalive_requests", Scope.UPSTREAM, "100000", "exchanges on one kept connection"),
    KEEPALIVE_TIMEOUT("keepalive_timeout", Scope.UPSTREAM, "60s", "how long a kept connection may be idle"),
    KEEPALIVE_TIME("keepalive_time", Scope.UPSTREAM, "1h", "how old a connection may be when it is kept once more"),
    RETRY_BUDGET(
            "retry_budget",
            Scope.UPSTREAM,
            "20%",
            "of the requests under way, how many may be second tries of what was sent, at least 3; off = any number"),
    QUEUE("queue", Scope.UPSTREAM, "0", "requests that may wait when every peer is at max_conns, else 502; 0 = none"),
    QUEUE_TIMEOUT("queue_timeout", Scope.UPSTREAM, "60s", "how long a request may wait for a peer, then 502"),
    MAX_CONNECTING(
            "max_connecting",
            Scope.UPSTREAM,
            "64",
            "connections being made to a peer at once on one event loop; further requests wait for one"),
    PROXY_CONNECT_TIMEOUT("proxy_connect_timeout", Scope.ROUTE, "60s", "time to connect to a peer"),
    PROXY_SEND_TIMEOUT("proxy_send_timeout", Scope.ROUTE, "60s", "time between two writes to a peer"),
    PROXY_READ_TIMEOUT("proxy_read_timeout", Scope.ROUTE, "60s", "time between two reads from a peer"),
    PROXY_NEXT_UPSTREAM(
            "proxy_next_upstream",
            Scope.ROUTE,
            "error,timeout",
            "when the next peer is tried: error timeout invalid_header http_NNN non_idempotent off, by commas"),
    PROXY_NEXT_UPSTREAM_TRIES("proxy_next_upstream_tries", Scope.ROUTE, "0", "peers tried at most; 0 = all"),
    PROXY_NEXT_UPSTREAM_TIMEOUT("proxy_next_upstream_timeout", Scope.ROUTE, "0", "time for all tries; 0 = no limit"),
    CLIENT_MAX_BODY_SIZE("client_max_body_size", Scope.ROUTE, "1m", "largest request body, else 413; 0 = any"),
    CLIENT_BODY_BUFFER_SIZE(
            "client_body_buffer_size", Scope.ROUTE, "64k", "what is kept of a body to send it to the next peer"),
    UPGRADE(
            "upgrade",
            Scope.ROUTE,
            "websocket",
            "protocols a client may switch to, by commas, or off; each becomes a tunnel; h2c never"),
    MATCH("match", Scope.ROUTE, "segment", "segment: /sso takes /sso/x but not /ssox; prefix: nginx's plain prefix"),
    PRIORITY("priority", Scope.ROUTE, "0", "of two routes for the same host and path the greater one wins");

    /** What an option is a property of. */
    public enum Scope {
        ROUTE,
        UPSTREAM,
        PEER
    }

    private final String directive;
    private final Scope scope;
    private final String defaultText;
    private final String meaning;

    Option(String directive, Scope scope, String defaultText, String meaning) {
        this.directive = directive;
        this.scope = scope;
        this.defaultText = defaultText;
        this.meaning = meaning;
    }

    /** The name as written: nginx's directive. */
    public String directive() {
        return directive;
    }

    public Scope scope() {
        return scope;
    }

    /** The default as one would write it; empty for a flag without a value. */
    public String defaultText() {
        return defaultText;
    }

    /** One line for the reference of options. */
    public String meaning() {
        return meaning;
    }

    /** Whether the option stands alone, without {@code =value}. */
    public boolean isFlag() {
        return this == DOWN || this == BACKUP || this == DRAIN;
    }

    static Optional<Option> named(String directive) {
        return Arrays.stream(values())
                .filter(o -> o.directive.equals(directive))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(Option::directive).collect(Collectors.joining(" "));
    }
}
