package io.lictor.config.spec;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every option a route or a listener may carry, under nginx's directive names, with its scope and its meaning. */
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
    HEALTH_CHECK(
            "health_check",
            Scope.UPSTREAM,
            "off",
            "asks each peer by itself: for a URI such as /health, or tcp, or off"),
    HEALTH_CHECK_INTERVAL("health_check_interval", Scope.UPSTREAM, "5s", "from one check of a peer to the next"),
    HEALTH_CHECK_JITTER(
            "health_check_jitter", Scope.UPSTREAM, "0", "up to so much is added to the interval, at random"),
    HEALTH_CHECK_TIMEOUT("health_check_timeout", Scope.UPSTREAM, "5s", "how long one check may take in all"),
    HEALTH_CHECK_FAILS("health_check_fails", Scope.UPSTREAM, "1", "failed checks in a row that take a peer out"),
    HEALTH_CHECK_PASSES("health_check_passes", Scope.UPSTREAM, "1", "passed checks in a row that bring it back"),
    HEALTH_CHECK_PORT("health_check_port", Scope.UPSTREAM, "0", "the port that is asked; 0 = where the peer serves"),
    HEALTH_CHECK_MATCH("health_check_match", Scope.UPSTREAM, "200-399", HealthValues.MATCH),
    MAX_EJECTION(
            "max_ejection",
            Scope.UPSTREAM,
            "80%",
            "how much of the peers failures and checks may take out at once, rounded up to whole peers"),
    PANIC("panic", Scope.UPSTREAM, "off", "on: when every peer is out, all are tried; off: 502"),
    DRAIN_TIMEOUT(
            "drain_timeout",
            Scope.UPSTREAM,
            "0",
            "how long requests and tunnels at a peer that leaves may go on; 0 = to their end"),
    PROXY_SSL(
            "proxy_ssl",
            Scope.UPSTREAM,
            "off",
            "on: peers are asked by TLS; where the target has addresses, https:// says it"),
    PROXY_SSL_VERIFY(
            "proxy_ssl_verify",
            Scope.UPSTREAM,
            Trust.OPERATOR,
            "on",
            "on: a peer's certificate must be trusted and bear its name; off: anybody may be the peer"),
    PROXY_SSL_NAME(
            "proxy_ssl_name",
            Scope.UPSTREAM,
            "",
            "the name or address that a peer's certificate must bear and SNI tells; else its host as written"),
    PROXY_SSL_SERVER_NAME(
            "proxy_ssl_server_name",
            Scope.UPSTREAM,
            "on",
            "on: the name is told to the peer (SNI); an address never is"),
    PROXY_SSL_TRUSTED_CERTIFICATE(
            "proxy_ssl_trusted_certificate",
            Scope.UPSTREAM,
            Trust.OPERATOR,
            "",
            "FILE in PEM: who may have signed a peer's certificate; else whom the JDK trusts"),
    PROXY_SSL_CERTIFICATE(
            "proxy_ssl_certificate",
            Scope.UPSTREAM,
            Trust.OPERATOR,
            "",
            "FILE in PEM: our own, for peers that ask for one"),
    PROXY_SSL_CERTIFICATE_KEY(
            "proxy_ssl_certificate_key", Scope.UPSTREAM, Trust.OPERATOR, "", "FILE in PEM, PKCS#8: its key"),
    PROXY_SSL_PROTOCOLS(
            "proxy_ssl_protocols", Scope.UPSTREAM, "TLSv1.2,TLSv1.3", "what may be spoken, by commas: TLSv1.2 TLSv1.3"),
    PROXY_CONNECT_TIMEOUT(
            "proxy_connect_timeout", Scope.ROUTE, "60s", "time to connect to a peer, a TLS handshake included"),
    PROXY_SEND_TIMEOUT("proxy_send_timeout", Scope.ROUTE, "60s", "time between two writes to a peer"),
    PROXY_READ_TIMEOUT("proxy_read_timeout", Scope.ROUTE, "60s", "time between two reads from a peer"),
    PROXY_NEXT_UPSTREAM(
            "proxy_next_upstream",
            Scope.ROUTE,
            "error,timeout",
            "when the next peer is tried: error timeout invalid_header http_NNN non_idempotent off, by commas"),
    PROXY_NEXT_UPSTREAM_TRIES("proxy_next_upstream_tries", Scope.ROUTE, "0", "peers tried at most; 0 = all"),
    PROXY_NEXT_UPSTREAM_TIMEOUT("proxy_next_upstream_timeout", Scope.ROUTE, "0", "time for all tries; 0 = no limit"),
    CLIENT_MAX_BODY_SIZE(
            "client_max_body_size", Scope.ROUTE, "the listener's", "largest request body, else 413; 0 = any"),
    CLIENT_BODY_TIMEOUT(
            "client_body_timeout", Scope.ROUTE, "the listener's", "time between two reads of a request body"),
    SEND_TIMEOUT("send_timeout", Scope.ROUTE, "the listener's", "time between two writes to a client"),
    CLIENT_BODY_BUFFER_SIZE(
            "client_body_buffer_size", Scope.ROUTE, "64k", "what is kept of a body to send it to the next peer"),
    UPGRADE(
            "upgrade",
            Scope.ROUTE,
            "websocket",
            "protocols a client may switch to, by commas, or off; each becomes a tunnel; h2c never"),
    PROXY_SET_HEADER(
            "proxy_set_header",
            Scope.ROUTE,
            "",
            "NAME:VALUE, repeatable: a field of the request, in the place of the client's; an empty value sends none"),
    PROXY_HIDE_HEADER("proxy_hide_header", Scope.ROUTE, "", "NAME, repeatable: a field of the response not passed on"),
    ADD_HEADER(
            "add_header",
            Scope.ROUTE,
            "",
            "NAME:VALUE, repeatable: a field for the response, with 200 201 204 206 301 302 303 304 307 308"),
    ADD_HEADER_ALWAYS("add_header_always", Scope.ROUTE, "", "the same, with every status"),
    STRIP("strip", Scope.ROUTE, "", "/PREFIX taken from the path, by whole segments; told in X-Forwarded-Prefix"),
    REWRITE(
            "rewrite",
            Scope.ROUTE,
            "",
            "\"REGEX REPLACEMENT\" of the path, with $1 and variables, behind strip; repeatable, the first found counts"),
    PREPEND("prepend", Scope.ROUTE, "", "/PREFIX put in front of the path, behind strip and rewrite"),
    HOST("host", Scope.ROUTE, "client", "the Host that peers get: client, upstream (the peer's address) or a name"),
    REDIRECT(
            "redirect",
            Scope.ROUTE,
            "",
            "CODE,URL with CODE 301 302 303 307 308: answered without a peer, but not who asked for that very URL; in a tag"
                    + " only to the same host"),
    REDIRECT_MATCH(
            "redirect_match",
            Scope.ROUTE,
            "",
            "\"REGEX URL CODE\", repeatable: what is found in the whole URL that was asked becomes URL, with $1 and variables;"
                    + " answered CODE, 301 302 303 307 308, if that is another URL of the same host"),
    RETURN("return", Scope.ROUTE, "", "CODE answered without a peer: 200 to 299 or 400 to 599"),
    PROXY_REDIRECT(
            "proxy_redirect", Scope.ROUTE, "default", "default: Location and Refresh as the client sees them; off"),
    PROXY_COOKIE_PATH(
            "proxy_cookie_path",
            Scope.ROUTE,
            "default",
            "default: with strip and prepend so are paths of cookies; off"),
    PROXY_COOKIE_DOMAIN(
            "proxy_cookie_domain", Scope.ROUTE, "default", "default: with host= so are domains of cookies; off"),
    FORWARDED("forwarded", Scope.ROUTE, "off", "on: the request gets Forwarded (RFC 7239)"),
    VIA("via", Scope.ROUTE, "off", "on: both messages get Via; a request that was here already is 508"),
    FILTERS(
            "filters",
            Scope.ROUTE,
            Trust.OPERATOR,
            "",
            "NAME,… of filters of the embedding API, asked in this order; of responses in the opposite one"),
    METHOD("method", Scope.ROUTE, "", "GET,HEAD …: only requests with one of these methods"),
    HEADER(
            "header",
            Scope.ROUTE,
            "",
            "NAME, NAME:VALUE, NAME:~REGEX or NAME:~*REGEX (no case), repeatable: only requests with such a field line"),
    QUERY(
            "query",
            Scope.ROUTE,
            "",
            "NAME, NAME:VALUE, NAME:~REGEX or NAME:~*REGEX, repeatable: only requests with such an argument, decoded"),
    CLIENT("client", Scope.ROUTE, "", "networks by commas: only requests of clients with such an address"),
    ALLOW(
            "allow",
            Scope.ROUTE,
            "",
            "networks by commas, or all, repeatable: clients that are served, if no deny before has them; all others with"
                    + " deny=all behind"),
    DENY(
            "deny",
            Scope.ROUTE,
            "",
            "networks by commas, or all, repeatable: clients answered 403, if no allow before has them"),
    ACCESS_FORWARDED(
            "access_forwarded",
            Scope.ROUTE,
            "off",
            "on: allow and deny are asked of every address in X-Forwarded-For too; off: of the client's"),
    MATCH("match", Scope.ROUTE, "segment", "segment: /sso takes /sso/x but not /ssox; prefix: nginx's plain prefix"),
    PRIORITY(
            "priority",
            Scope.ROUTE,
            "0",
            "of routes for the same host and path, and of regular expressions, the greatest goes first"),
    LISTEN_CLIENT_HEADER_TIMEOUT("client_header_timeout", Scope.LISTENER, "60s", "time for a whole request head"),
    LISTEN_CLIENT_BODY_TIMEOUT(
            "client_body_timeout",
            Scope.LISTENER,
            "60s",
            "time between two reads of a request body; a route may differ"),
    LISTEN_SEND_TIMEOUT(
            "send_timeout", Scope.LISTENER, "60s", "time between two writes to a client; a route may differ"),
    LISTEN_KEEPALIVE_TIMEOUT(
            "keepalive_timeout",
            Scope.LISTENER,
            "75s",
            "how long a connection may wait for a request; 0 = closed at once"),
    LISTEN_KEEPALIVE_REQUESTS("keepalive_requests", Scope.LISTENER, "1000", "requests on one connection"),
    LISTEN_LINGERING_TIME("lingering_time", Scope.LISTENER, "30s", "how long a refused client may go on sending"),
    LISTEN_LINGERING_TIMEOUT("lingering_timeout", Scope.LISTENER, "5s", "how long it may pause meanwhile"),
    LISTEN_LARGE_CLIENT_HEADER_BUFFERS(
            "large_client_header_buffers",
            Scope.LISTENER,
            "4,8k",
            "NUMBER,SIZE: a request line or field line up to SIZE, else 414 or 400; a head up to NUMBER times SIZE"),
    LISTEN_MAX_HEADERS("max_headers", Scope.LISTENER, "1000", "field lines of a request"),
    LISTEN_CLIENT_MAX_BODY_SIZE(
            "client_max_body_size", Scope.LISTENER, "1m", "largest request body; a route may differ; 0 = any"),
    LISTEN_SET_REAL_IP_FROM(
            "set_real_ip_from",
            Scope.LISTENER,
            "off",
            "networks of proxies, by commas, whose X-Forwarded-* and client addresses are believed; off = nobody's"),
    LISTEN_REAL_IP_HEADER(
            "real_ip_header", Scope.LISTENER, "X-Forwarded-For", "the field in which those tell a client's address"),
    LISTEN_REAL_IP_RECURSIVE(
            "real_ip_recursive",
            Scope.LISTENER,
            "off",
            "off: the last address in it; on: the last that is of no trusted proxy");

    /** What an option is a property of. */
    public enum Scope {
        ROUTE,
        UPSTREAM,
        PEER,
        LISTENER
    }

    /** Who may set an option. */
    public enum Trust {
        /** Also a service about itself, by a tag or Meta. */
        SERVICE,
        /** Only who runs the proxy: by a flag, a key or the embedding API. */
        OPERATOR
    }

    private static final Set<Option> FLAGS = EnumSet.of(DOWN, BACKUP, DRAIN);
    private static final Set<Option> REPEATABLE = EnumSet.of(
            PROXY_SET_HEADER,
            PROXY_HIDE_HEADER,
            ADD_HEADER,
            ADD_HEADER_ALWAYS,
            REWRITE,
            REDIRECT_MATCH,
            HEADER,
            QUERY,
            ALLOW,
            DENY);

    private final String directive;
    private final Scope scope;
    private final Trust trust;
    private final String defaultText;
    private final String meaning;

    Option(String directive, Scope scope, String defaultText, String meaning) {
        this(directive, scope, scope == Scope.LISTENER ? Trust.OPERATOR : Trust.SERVICE, defaultText, meaning);
    }

    Option(String directive, Scope scope, Trust trust, String defaultText, String meaning) {
        this.directive = directive;
        this.scope = scope;
        this.trust = trust;
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

    /** Who may set it. */
    public Trust trust() {
        return trust;
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
        return FLAGS.contains(this);
    }

    /** Whether it may be given more than once. */
    public boolean isRepeatable() {
        return REPEATABLE.contains(this);
    }

    /** The option of a listener, or of a route with its upstream and peers, by its name. */
    static Optional<Option> named(String directive, boolean ofListener) {
        return among(ofListener).filter(o -> o.directive.equals(directive)).findFirst();
    }

    static String names(boolean ofListener) {
        return among(ofListener).map(Option::directive).collect(Collectors.joining(" "));
    }

    /** All options of a listener, or all others: the same directive may stand on both sides. */
    static Stream<Option> among(boolean ofListener) {
        return Arrays.stream(values()).filter(o -> (o.scope == Scope.LISTENER) == ofListener);
    }
}
