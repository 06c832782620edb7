package io.lictor.server.importer;

import io.lictor.config.NextUpstream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes options of a route of the directives in force in a location. Used by one thread, once a location. */
final class RouteOptionWords {

    /** Whose value is taken as it is. */
    private static final List<String> AS_THEY_ARE = List.of(
            "proxy_connect_timeout",
            "proxy_send_timeout",
            "proxy_read_timeout",
            "proxy_next_upstream_tries",
            "proxy_next_upstream_timeout",
            "client_max_body_size",
            "client_body_timeout",
            "send_timeout");

    /** Said of every request without being told, as nginx's users have them say it. */
    private static final Set<String> SAID_ANYWAY = Set.of(
            "x-real-ip $remote_addr",
            "x-forwarded-for $proxy_add_x_forwarded_for",
            "x-forwarded-proto $scheme",
            "x-forwarded-port $server_port",
            "x-forwarded-host $http_host",
            "host $http_host");

    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "upgrade",
            "keep-alive",
            "te",
            "transfer-encoding",
            "content-length",
            "proxy-connection",
            "trailer");

    private static final Set<String> ACCESS = Set.of("allow", "deny");

    private final Scope scope;
    private final Findings findings;
    private final List<String> options;

    /**
     * @param options takes the options
     */
    RouteOptionWords(Scope scope, Findings findings, List<String> options) {
        this.scope = scope;
        this.findings = findings;
        this.options = options;
    }

    /** Of a location that asks peers. */
    void ofProxy(String proxyHost, boolean movesPath) {
        for (String name : AS_THEY_ARE) {
            scope.one(name).ifPresent(d -> add(d, Words.option(name, d.arg(0))));
        }
        scope.one("proxy_next_upstream").ifPresent(this::nextUpstream);
        setHeaders(proxyHost);
        scope.all("proxy_hide_header").forEach(d -> add(d, Words.option("proxy_hide_header", d.arg(0))));
        scope.one("proxy_redirect").ifPresent(this::redirect);
        cookies(movesPath);
        access();
        ofAny();
    }

    /** Of a location that answers itself: nginx does that before it asks who the client is. */
    void ofAnswer() {
        scope.all(ACCESS)
                .forEach(d -> findings.needless(d, "nginx answers return before it asks for the client's address"));
        ofAny();
    }

    /** Of any location. */
    void ofAny() {
        for (Directive d : scope.all("add_header")) {
            boolean always = d.arg(2).equals("always");
            add(d, Words.option(always ? "add_header_always" : "add_header", d.arg(0) + ":" + d.arg(1)));
        }
    }

    /** One by one in their order; an allow without a deny behind it lets in whom nobody keeps out. */
    private void access() {
        List<Directive> rules = scope.all(ACCESS);
        for (int i = 0; i < rules.size(); i++) {
            Directive d = rules.get(i);
            String word = Words.option(d.name(), d.arg(0));
            Optional<String> wrong = Words.wrong(word + " deny=all");
            if (wrong.isPresent()) {
                findings.unsupported(d, wrong.get());
            } else if (rules.subList(i, rules.size()).stream()
                    .noneMatch(rule -> rule.name().equals("deny"))) {
                findings.needless(d, "no deny behind it: whom no rule has is served");
            } else {
                findings.same(d, word);
                options.add(word);
            }
        }
    }

    private void setHeaders(String proxyHost) {
        boolean hostSet = false;
        for (Directive d : scope.all("proxy_set_header")) {
            String name = d.arg(0).toLowerCase(Locale.ROOT);
            hostSet |= name.equals("host");
            if (OF_THE_CONNECTION.contains(name)) {
                findings.needless(d, "connections are kept, and WebSocket passes, without being told");
            } else if (SAID_ANYWAY.contains(name + " " + d.arg(1))) {
                findings.needless(d, "said without being told; what an untrusted client says of itself is dropped");
            } else {
                add(d, Words.option("proxy_set_header", d.arg(0) + ":" + d.arg(1)));
            }
        }
        if (!hostSet && Words.wrong("host=" + proxyHost).isEmpty()) {
            options.add("host=" + proxyHost);
        }
    }

    private void nextUpstream(Directive d) {
        Set<String> known = Arrays.stream(NextUpstream.values())
                .map(NextUpstream::directive)
                .collect(Collectors.toSet());
        List<String> values = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        d.args().forEach(value -> (known.contains(value) || value.equals("off") ? values : unknown).add(value));
        String word = "proxy_next_upstream=" + (values.isEmpty() ? "off" : String.join(",", values));
        add(d, word);
        if (!unknown.isEmpty()) {
            findings.unsupported(d, "without " + String.join(" ", unknown) + ": " + word);
        }
    }

    private void redirect(Directive d) {
        if (d.arg(0).equals("off")) {
            add(d, "proxy_redirect=off");
        } else if (d.arg(0).equals("default")) {
            findings.same(d, "the default");
        } else {
            findings.unsupported(d, "a pair of URLs; the default tells Location as the client sees it");
        }
    }

    /** nginx leaves cookies as they are; here they are told as the client sees them, where the path is moved. */
    private void cookies(boolean movesPath) {
        List<Directive> paths = scope.all("proxy_cookie_path");
        boolean off = true;
        for (Directive d : paths) {
            boolean isOff = d.arg(0).equals("off");
            if (!isOff && movesPath) {
                off = false;
                findings.differs(d, "the paths of cookies follow strip and prepend");
            } else if (isOff) {
                findings.same(d, "");
            } else {
                findings.unsupported(d, "paths of cookies follow strip and prepend only");
            }
        }
        if (off && movesPath) {
            options.add("proxy_cookie_path=off");
        }
        for (Directive d : scope.all("proxy_cookie_domain")) {
            if (d.arg(0).equals("off")) {
                add(d, "proxy_cookie_domain=off");
            } else {
                findings.unsupported(d, "domains of cookies follow host= only");
            }
        }
    }

    private void add(Directive directive, String word) {
        Optional<String> wrong = Words.wrong(word);
        if (wrong.isPresent()) {
            // All the variables there are would be in the way here.
            findings.unsupported(
                    directive, wrong.get().replaceFirst(" \\(expected: one of \\$.*", ": no such variable"));
        } else {
            findings.same(directive, word);
            if (!options.contains(word)) {
                options.add(word);
            }
        }
    }
}
