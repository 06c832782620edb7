package io.lictor.server.importer;

import io.lictor.server.importer.ImportResult.PeerLine;
import io.lictor.server.importer.ImportResult.RouteLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/** Makes routes of the locations of one server. Used by one thread, once a server. */
final class Locations {

    private static final Set<String> PASSES =
            Set.of("fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass");

    private static final String NO_ROUTE = "no route is made of it";

    private final List<String> hosts;
    private final String origin;
    private final Upstreams upstreams;
    private final Findings findings;
    private final List<RouteLine> routes;
    private final List<RouteLine> redirects = new ArrayList<>();
    private boolean hasRegex;

    /**
     * @param hosts what stands before the path of each route, one of each; empty for every host
     * @param origin what nginx puts before a path that it redirects to
     * @param routes takes the routes
     */
    Locations(List<String> hosts, String origin, Upstreams upstreams, Findings findings, List<RouteLine> routes) {
        this.hosts = hosts;
        this.origin = origin;
        this.upstreams = upstreams;
        this.findings = findings;
        this.routes = routes;
    }

    /** The routes of a server. Where it has none for a path without its slash, nginx redirects, and so do they. */
    void of(Scope scope) {
        add(scope);
        redirects.stream()
                .filter(r -> routes.stream().noneMatch(other -> other.match().equals(r.match())))
                .forEach(routes::add);
    }

    private void add(Scope scope) {
        Optional<Directive> all =
                scope.own().stream().filter(d -> d.name().equals("return")).findFirst();
        if (all.isPresent() && scope.own().stream().noneMatch(d -> d.name().equals("root"))) {
            answer(scope, Optional.empty(), "/", false, all.get());
            scope.own().stream()
                    .filter(d -> d.name().equals("location"))
                    .forEach(d -> findings.needless(d, "the return of the server goes before it"));
            return;
        }
        hasRegex |= scope.own().stream()
                .anyMatch(d -> d.name().equals("location") && d.arg(0).startsWith("~"));
        for (Directive directive : scope.own()) {
            if (directive.name().equals("location")) {
                location(scope, directive);
            } else if (directive.name().equals("rewrite")) {
                findings.unsupported(directive, "outside of a location");
            }
        }
    }

    private void location(Scope server, Directive location) {
        Scope scope = server.inner(location);
        String operator = location.args().size() > 1 ? location.arg(0) : "";
        String path = location.arg(location.args().size() - 1);
        if (operator.isEmpty() && (path.startsWith("=") || path.startsWith("~"))) {
            int size = path.startsWith("~*") ? 2 : 1;
            operator = path.substring(0, size);
            path = path.substring(size);
        }
        if (path.startsWith("@")) {
            skip(location, "a location with a name");
            return;
        }
        if (operator.equals("^~") && hasRegex) {
            findings.differs(location, "regular expressions of this server go before it");
        }
        String match = operator.startsWith("~") ? operator + " " + path : operator.equals("=") ? "=" + path : path;
        boolean prefix = operator.isEmpty() || operator.equals("^~");
        if (path.equals("/" + Templates.EVERY)) {
            findings.differs(location, "--service-name: each service at /NAME, by whole segments");
        } else if (path.contains(Templates.EVERY)) {
            findings.differs(
                    location, "each service by a tag of its own: lictor:" + path.replace(Templates.EVERY, "NAME"));
        }
        Optional<Directive> pass = own(scope, "proxy_pass");
        Optional<Directive> answer = own(scope, "return");
        if (answer.isPresent()) {
            answer(scope, Optional.of(location), match, prefix && !path.endsWith("/"), answer.get());
        } else if (pass.isPresent()) {
            proxy(scope, location, match, prefix ? path : operator.equals("=") ? path : "", prefix, pass.get());
        } else if (own(scope, "location").isEmpty()) {
            boolean other = location.block().stream().anyMatch(d -> PASSES.contains(d.name()));
            findings.unsupported(location, other ? "not HTTP to its peers" : "neither proxy_pass nor return in it");
        }
        scope.own().stream().filter(d -> d.name().equals("location")).forEach(d -> location(scope, d));
    }

    private void answer(
            Scope scope, Optional<Directive> location, String match, boolean plainPrefix, Directive answer) {
        String code = answer.arg(0);
        String text = answer.arg(1);
        List<String> options = new ArrayList<>();
        if (code.startsWith("http") || code.startsWith("$scheme")) {
            text = code;
            code = "302";
        }
        String word;
        if (code.startsWith("3") && !text.isEmpty()) {
            // nginx makes a path a URL of the host that was asked.
            word = Words.option("redirect", code + "," + (text.startsWith("/") ? origin + text : text));
        } else {
            word = "return=" + code;
        }
        Optional<String> wrong = Words.wrong(word);
        if (wrong.isPresent()) {
            location.ifPresent(d -> findings.unsupported(d, NO_ROUTE));
            findings.unsupported(answer, wrong.get());
            return;
        }
        if (!code.startsWith("3") && !text.isEmpty()) {
            findings.differs(answer, word + ", without its text");
        } else {
            findings.same(answer, word);
        }
        options.add(word);
        new RouteOptionWords(scope, findings, options).ofAnswer();
        if (plainPrefix) {
            options.add("match=prefix");
        }
        route(answer, match, "", options, List.of());
    }

    private void proxy(Scope scope, Directive location, String match, String path, boolean prefix, Directive pass) {
        ProxyPass to;
        Optional<Group> group;
        try {
            to = ProxyPass.of(pass.arg(0), path);
            group = upstreams.named(to.authority(), to.https() ? 443 : 80);
        } catch (ProxyPass.UnsupportedException e) {
            skip(location, NO_ROUTE);
            findings.unsupported(pass, String.valueOf(e.getMessage()));
            return;
        }
        if (group.isEmpty() || group.get().target().isEmpty()) {
            skip(location, NO_ROUTE);
            findings.unsupported(pass, "its upstream has no server that could be used");
            return;
        }
        List<String> options = new ArrayList<>(group.get().options());
        options.addAll(to.options());
        String target = group.get().target();
        if (to.https()) {
            boolean service = target.startsWith("service:");
            target = target.replace("http://", "https://");
            if (service) {
                options.add("proxy_ssl=on");
            }
            new TlsWords(scope, findings, options).add();
        }
        List<String> rewrites = rewrites(scope);
        if (rewrites.stream().anyMatch(word -> word.startsWith("rewrite="))) {
            // As in nginx: a path that was rewritten is sent as it is.
            options.removeAll(to.options());
        }
        options.addAll(rewrites);
        boolean moves = options.stream().anyMatch(o -> o.startsWith("strip=") || o.startsWith("prepend="));
        new RouteOptionWords(scope, findings, options).ofProxy(group.get().name(), moves);
        if (prefix && !path.endsWith("/")) {
            options.add("match=prefix");
        }
        if (group.get().target().equals(Templates.SERVICE + Templates.EVERY)) {
            String text = path + " " + String.join(" ", options);
            findings.differs(pass, "or by a tag of each: lictor:" + text.replace(Templates.EVERY, "NAME"));
            return;
        }
        boolean added = route(pass, match, target, options, group.get().peers());
        if (!added) {
            findings.unsupported(location, NO_ROUTE);
            return;
        }
        if (prefix && path.endsWith("/") && path.length() > 1) {
            String slashless = path.substring(0, path.length() - 1);
            List<String> redirect = new ArrayList<>(List.of("redirect=301," + origin + path + "$is_args$args"));
            new RouteOptionWords(scope, findings, redirect).ofAny();
            hosts.forEach(host -> redirects.add(new RouteLine(host + "=" + slashless, "", redirect, List.of())));
        }
    }

    /** Nothing comes of it, nor of what stands in it, but of locations. */
    private void skip(Directive location, String why) {
        findings.unsupported(location, why);
        location.block().stream()
                .filter(d -> !d.name().equals("location"))
                .forEach(d -> findings.unsupported(d, "in a location that is not carried over"));
    }

    private List<String> rewrites(Scope scope) {
        List<String> words = new ArrayList<>();
        for (Directive d : scope.own()) {
            if (!d.name().equals("rewrite")) {
                continue;
            }
            if (RedirectWords.isRedirect(d)) {
                redirect(d, words);
                continue;
            }
            String flag = d.arg(2);
            String word = Words.option("rewrite", d.arg(0) + " " + d.arg(1));
            if (Words.wrong(word).isPresent()) {
                findings.unsupported(d, Words.wrong(word).get());
            } else {
                words.add(word);
                if (flag.equals("break")) {
                    findings.same(d, word);
                } else {
                    findings.differs(d, word + "; no other location is looked for");
                }
            }
        }
        return words;
    }

    private void redirect(Directive d, List<String> words) {
        try {
            String word = RedirectWords.of(d, origin);
            Optional<String> wrong = Words.wrong(word);
            if (wrong.isPresent()) {
                findings.unsupported(d, wrong.get());
            } else {
                words.add(word);
                findings.differs(d, word + "; looked for in the path as it was asked, before any rewrite");
            }
        } catch (RedirectWords.UnsupportedException e) {
            findings.unsupported(d, String.valueOf(e.getMessage()));
        } catch (PatternSyntaxException e) {
            findings.unsupported(d, "a regular expression that cannot be read: " + e.getDescription());
        }
    }

    private boolean route(Directive at, String match, String target, List<String> options, List<PeerLine> peers) {
        List<RouteLine> made = new ArrayList<>();
        for (String host : hosts) {
            String separator = match.startsWith("~") && !host.isEmpty() ? " " : "";
            made.add(new RouteLine(host + separator + match, target, options, peers));
        }
        for (RouteLine route : made) {
            Optional<String> wrong = Words.wrongRoute(route.text());
            boolean taken = routes.stream().anyMatch(other -> other.match().equals(route.match()));
            if (wrong.isPresent() || taken) {
                findings.unsupported(
                        at,
                        wrong.orElse("another server has " + route.match() + ", and routes are for every listener"));
                return false;
            }
        }
        routes.addAll(made);
        findings.same(at, "");
        return true;
    }

    private static Optional<Directive> own(Scope scope, String name) {
        return scope.own().stream().filter(d -> d.name().equals(name)).findFirst();
    }
}
