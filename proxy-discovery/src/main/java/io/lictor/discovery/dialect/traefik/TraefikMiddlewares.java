package io.lictor.discovery.dialect.traefik;

import io.lictor.config.PathPattern;
import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the middlewares of one router come to, in the order in which it names them. One that keeps somebody out and cannot be
 * had, or that is not there, costs the route; others are reported and left out.
 *
 * <p>Used by one thread, once.
 */
final class TraefikMiddlewares {

    /** Of all together: chains of chains come to a great many with few tags. */
    private static final int MOST = 100;

    private static final Pattern LITERAL_HOST = Pattern.compile("https?://([A-Za-z0-9.-]+)(?=[:/?#]|$)");

    private final TraefikTags tags;
    private final RouteWords words;
    private final PathSteps path = new PathSteps();
    private final Map<String, String> requestFields = new TreeMap<>();
    private final Map<String, String> responseFields = new TreeMap<>();
    private final Set<String> responseFieldNames = new HashSet<>();
    private final Set<String> used;
    private int count;

    /**
     * None yet.
     *
     * @param words takes the options, and why the route is not served
     * @param used takes the names of those that were looked at
     */
    TraefikMiddlewares(TraefikTags tags, RouteWords words, Set<String> used) {
        this.tags = tags;
        this.words = words;
        this.used = used;
    }

    /** Applies these, one behind the other. */
    void apply(List<String> names) {
        applyAll(names);
    }

    /** Whether a rule of the route says what Host peers get. */
    boolean setsHost() {
        return requestFields.containsKey("host");
    }

    /**
     * The options of fields and path, for a route that stands at {@code place}.
     *
     * @throws SpecException when what is done to the path cannot be said there
     */
    List<String> words(PathPattern place) throws SpecException {
        List<String> all = new ArrayList<>(path.words(place));
        all.addAll(requestFields.values());
        all.addAll(responseFields.values());
        return all;
    }

    private void applyAll(List<String> names) {
        for (String written : names) {
            if (++count > MOST) {
                words.refuse("more than " + MOST + " middlewares, or a chain without end");
                return;
            }
            String name = own(written).toLowerCase(Locale.ROOT);
            String start = "http.middlewares." + name + ".";
            Collection<String> types = tags.names(start);
            if (types.isEmpty()) {
                words.refuse("middleware \"" + written + "\" is not of this instance");
                continue;
            }
            used.add(name);
            if (types.size() > 1) {
                words.refuse("middleware \"" + name + "\" is several: " + String.join(", ", types));
                continue;
            }
            String type = types.iterator().next();
            if (type.equals("chain")) {
                applyAll(tags.list(start + "chain.middlewares"));
            } else {
                apply(name, type, start + type + ".");
            }
        }
    }

    /** The name without {@code @consulcatalog}; that of another provider's stays, and is not found. */
    static String own(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith("@consulcatalog") ? name.substring(0, name.indexOf('@')) : name;
    }

    private void apply(String name, String type, String start) {
        switch (type) {
            case "stripprefix" -> step(start + "prefixes", () -> path.strip(tags.list(start + "prefixes")));
            case "stripprefixregex" -> step(start + "regex", () -> path.stripRegex(tags.list(start + "regex")));
            case "addprefix" -> step(start + "prefix", () -> path.prepend(text(start + "prefix")));
            case "replacepath" -> replacePath(start + "path");
            case "replacepathregex" ->
                step(start + "regex", () -> path.replaceRegex(text(start + "regex"), text(start + "replacement")));
            case "redirectscheme" -> redirect(start);
            case "redirectregex" -> step(start + "regex", () -> redirectRegex(start));
            case "headers" -> headers(name, start);
            case "retry" -> retry(start);
            default -> notSupported(name, type, start);
        }
    }

    /** Reads what may be wrong. */
    private interface Step {
        void read() throws SpecException;
    }

    private void step(String key, Step step) {
        if (tags.value(key).filter(value -> !value.isEmpty()).isEmpty()) {
            words.refuse("traefik." + key + " is not given");
            return;
        }
        try {
            step.read();
        } catch (SpecException e) {
            words.refuse(key, String.valueOf(e.getMessage()));
        }
    }

    private String text(String key) {
        return tags.value(key).orElse("");
    }

    private void replacePath(String key) {
        step(key, () -> path.replace(text(key)));
        requestFields.put("x-replaced-path", RouteWords.word("proxy_set_header", "X-Replaced-Path:$uri"));
    }

    /** Codes that keep the method: Traefik chooses those for all methods but GET. */
    private void redirect(String start) {
        String scheme = text(start + "scheme");
        if (!scheme.equals("http") && !scheme.equals("https")) {
            words.refuse("the middleware redirectscheme has no scheme (expected: traefik." + start
                    + "scheme=https or http)");
            return;
        }
        String port = text(start + "port");
        boolean usual = port.isEmpty() || port.equals(scheme.equals("https") ? "443" : "80");
        words.add(
                start + (usual ? "scheme" : "port"),
                "redirect",
                (isTrue(start + "permanent") ? "308," : "307,") + scheme + "://$host" + (usual ? "" : ":" + port)
                        + "$request_uri");
    }

    /** What a tag leads to another host is left out: only an operator does that. */
    private void redirectRegex(String start) throws SpecException {
        String replacement = text(start + "replacement");
        if (replacement.isEmpty()) {
            words.refuse("traefik." + start + "replacement is not given");
            return;
        }
        if (!path.isEmpty()) {
            tags.report(start + "regex", "not supported behind what changes the path; the route is served without it");
            return;
        }
        GoRegex regex = GoRegex.translated("regex", text(start + "regex"));
        String url = GoReplacement.of(regex, replacement, 0, "$ ");
        Matcher host = LITERAL_HOST.matcher(url);
        if (host.lookingAt()) {
            tags.report(
                    start + "replacement",
                    "leads only requests for " + host.group(1) + " there; only an operator redirects to another host");
        }
        words.add(
                start + "regex",
                "redirect_match",
                GoRegex.withoutBlanks(regex.java()) + " " + url + (isTrue(start + "permanent") ? " 308" : " 307"));
    }

    private void headers(String name, String start) {
        for (String key : tags.keys(start)) {
            String rest = key.substring(start.length());
            if (rest.startsWith("customrequestheaders.")) {
                requestField(key, start + "customrequestheaders.");
            } else if (rest.startsWith("customresponseheaders.")) {
                responseField(key, start + "customresponseheaders.");
            } else if (NotSupported.headersKeepOut(rest)) {
                tags.report(key, "not supported; a route that names it is not served");
                words.refuse("middleware \"" + name + "\" has " + rest);
            }
        }
    }

    private void requestField(String key, String start) {
        String field = tags.written(key, start);
        literal(key)
                .flatMap(value -> judged(key, "proxy_set_header", field + ":" + value))
                .ifPresent(word -> requestFields.put(field.toLowerCase(Locale.ROOT), word));
    }

    /** Of two that set one field the outer one, which is named first, has the last word. */
    private void responseField(String key, String start) {
        String field = tags.written(key, start);
        Optional<String> value = literal(key);
        if (value.isEmpty() || !responseFieldNames.add(field.toLowerCase(Locale.ROOT))) {
            return;
        }
        judged(key, "proxy_hide_header", field).ifPresent(word -> responseFields.put(field + " -", word));
        if (!value.get().isEmpty()) {
            judged(key, "add_header_always", field + ":" + value.get())
                    .ifPresent(word -> responseFields.put(field, word));
        }
    }

    /** A value; with a dollar sign it would be a variable here. */
    private Optional<String> literal(String key) {
        String value = text(key);
        if (value.indexOf('$') >= 0) {
            words.refuse(key, "\"" + value + "\" (expected: no $, which begins a variable here)");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private Optional<String> judged(String key, String option, String value) {
        RouteWords one = new RouteWords(tags);
        one.add(key, option, value);
        one.reasons().forEach(words::refuse);
        return one.words().stream().findFirst();
    }

    private void retry(String start) {
        tags.value(start + "attempts")
                .ifPresent(value -> words.add(start + "attempts", "proxy_next_upstream_tries", value));
        tags.value(start + "timeout")
                .ifPresent(value -> words.addTime(start + "timeout", "proxy_next_upstream_timeout", value, ""));
        tags.value(start + "maxrequestbodybytes")
                .filter(value -> !value.startsWith("-"))
                .ifPresent(value -> words.addLimit(start + "maxrequestbodybytes", "client_body_buffer_size", value));
        List<String> reasons = new ArrayList<>();
        if (!isTrue(start + "disableretryonnetworkerror")) {
            reasons.addAll(List.of("error", "timeout"));
        }
        tags.list(start + "status").forEach(status -> reasons.add("http_" + status));
        if (isTrue(start + "retrynonidempotentmethod")) {
            reasons.add("non_idempotent");
        }
        if (!reasons.equals(List.of("error", "timeout"))) {
            words.add(start + "status", "proxy_next_upstream", reasons.isEmpty() ? "off" : String.join(",", reasons));
        }
    }

    private boolean isTrue(String key) {
        String value = tags.value(key).orElse("false");
        return GoBoolean.parse(value).orElseGet(() -> {
            words.refuse(key, GoBoolean.wrong(value));
            return false;
        });
    }

    private void notSupported(String name, String type, String start) {
        if (type.equals("buffering")) {
            tags.value(start + "maxrequestbodybytes")
                    .ifPresent(value -> words.addLimit(start + "maxrequestbodybytes", "client_max_body_size", value));
        }
        boolean keepsOut = NotSupported.keepsOut(type);
        String message = keepsOut
                ? "not supported; a route that names it is not served"
                : "not supported; a route that names it is served without it";
        String all = "http.middlewares." + name + "." + type;
        for (String key : tags.keys(all)) {
            if (!key.equals(start + "maxrequestbodybytes") || !type.equals("buffering")) {
                tags.report(key, message);
            }
        }
        if (keepsOut) {
            words.refuse("middleware \"" + name + "\" is " + type + ", which is not supported");
        }
    }
}
