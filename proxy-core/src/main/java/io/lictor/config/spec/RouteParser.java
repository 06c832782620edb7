package io.lictor.config.spec;

import io.lictor.config.Address;
import io.lictor.config.HostPattern;
import io.lictor.config.PathPattern;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one parser of the route grammar.
 *
 * <pre>{@code
 * [HOST]/PATH TARGET? option=value …
 * [HOST]=/PATH …      [HOST] ~ REGEX …      [HOST] ~* REGEX …
 * }</pre>
 *
 * <p>Words are separated by blanks; {@link Words} says how a value that holds some is quoted. TARGET is {@code service:NAME}, {@code tag:TAG}, or
 * {@code http://a:1,http://b:2}, or all of them by {@code https}.
 * Without state: any thread.
 */
public final class RouteParser {

    private static final Pattern NAME = Pattern.compile("[^\\s/?#,\"]{1,128}");

    private RouteParser() {}

    /**
     * Reads a route that names its TARGET: from a flag, from KV or from the embedding API.
     *
     * @param source who wrote it, for the API
     * @throws SpecException with the place and what was expected; without the route's own text
     */
    public static RouteSpec parse(String text, String source) throws SpecException {
        return parse(text, source, Optional.empty());
    }

    /**
     * Reads a route that an instance declares about itself, by a tag or Meta: it names no TARGET.
     *
     * @param service the declaring instance's service
     * @throws SpecException also when a TARGET is named: an instance serves only the routes it declares
     */
    public static RouteSpec parseDeclared(String text, String service, String source) throws SpecException {
        return parse(text, source, Optional.of(service));
    }

    /**
     * Makes a route that an instance declares, of parts that another dialect wrote in its own way.
     *
     * @param host as this grammar has it; empty for every host
     * @param path {@code /sso}, taken as nginx's plain prefix
     * @param words options of this grammar, {@code name=value}, not quoted
     * @param trust OPERATOR where it is not the service that wrote them
     * @param text the route as written there
     * @throws SpecException with the place and what was expected
     */
    public static RouteSpec plainPrefix(
            String host,
            String path,
            List<String> words,
            Option.Trust trust,
            String service,
            String text,
            String source)
            throws SpecException {
        OptionValues values = new OptionValues(trust);
        for (String word : words) {
            values.accept(word);
        }
        Target target = new Target.Declared(service);
        values.checkTogether(Optional.of(target));
        return new RouteSpec(
                host(host),
                path(path, true),
                values.condition(),
                target,
                values.routeOptions(),
                values.peerOptions(),
                values.upstreamOptions(),
                (int) values.number(Option.PRIORITY, 0),
                0,
                words,
                text,
                source);
    }

    private static RouteSpec parse(String text, String source, Optional<String> service) throws SpecException {
        List<String> words = Words.of(text);
        if (words.isEmpty()) {
            throw new SpecException("empty (expected: [HOST]/PATH" + (service.isPresent() ? "" : " TARGET") + " …)");
        }
        if (words.get(0).equals("~") || words.get(0).equals("~*")) {
            words.add(0, "");
        }
        boolean regex =
                words.size() > 1 && (words.get(1).equals("~") || words.get(1).equals("~*"));
        int next = regex ? 3 : 1;
        if (regex && words.size() < 3) {
            throw new SpecException("~ needs a regular expression (expected: ~ REGEX)");
        }

        Optional<Target> target = Optional.empty();
        boolean isOption = next < words.size() && isOption(words.get(next));
        if (next < words.size() && !isOption) {
            target = target(words.get(next));
            next += target.isPresent() ? 1 : 0;
        }
        if (service.isPresent() && target.isPresent()) {
            throw new SpecException("\"" + target.get()
                    + "\": an instance serves only the routes it declares (expected: no target in a tag or Meta)");
        }
        OptionValues values = new OptionValues(service.isPresent() ? Option.Trust.SERVICE : Option.Trust.OPERATOR);
        if (service.isPresent() || target.isPresent() || isOption) {
            for (String word : words.subList(next, words.size())) {
                values.accept(word);
            }
            values.checkTogether(target);
        }
        if (service.isEmpty() && target.isEmpty() && values.answersItself()) {
            target = Optional.of(new Target.Static(List.of()));
        }
        if (service.isEmpty() && target.isEmpty()) {
            throw new SpecException((next < words.size() ? "\"" + words.get(next) + "\"" : "no target")
                    + " (expected after the path: service:NAME, tag:TAG, http://HOST:PORT,… or https://HOST:PORT,…)");
        }

        int slash = regex ? words.get(0).length() : pathStart(words.get(0));
        HostPattern host = host(words.get(0).substring(0, slash));
        PathPattern path = regex
                ? regex(words.get(1), words.get(2))
                : path(words.get(0).substring(slash), values.number(Option.MATCH, 0) == 1);
        if (values.isGiven(Option.MATCH) && path.kind().ordinal() > PathPattern.Kind.PLAIN_PREFIX.ordinal()) {
            throw new SpecException("match: only for a path (expected: no match= with a regular expression)");
        }
        return new RouteSpec(
                host,
                path,
                values.condition(),
                service.isPresent() ? new Target.Declared(service.get()) : target.orElseThrow(),
                values.routeOptions(),
                values.peerOptions(),
                values.upstreamOptions(),
                (int) values.number(Option.PRIORITY, 0),
                0,
                words.subList(next, words.size()),
                text.strip(),
                source);
    }

    private static boolean isOption(String word) {
        return Option.named(word.substring(0, Math.max(word.indexOf('='), 0)), false)
                .isPresent();
    }

    /** Where the path starts in {@code HOST/PATH} or {@code HOST=/PATH}. */
    private static int pathStart(String word) throws SpecException {
        int slash = word.indexOf('/');
        if (slash < 0) {
            throw SpecException.expected("path", word, "[HOST]/PATH, [HOST]=/PATH or ~ REGEX");
        }
        return slash > 0 && word.charAt(slash - 1) == '=' ? slash - 1 : slash;
    }

    private static HostPattern host(String text) throws SpecException {
        try {
            return HostPattern.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SpecException(String.valueOf(e.getMessage()));
        }
    }

    private static PathPattern path(String text, boolean plain) throws SpecException {
        boolean exact = text.startsWith("=");
        String path = exact ? text.substring(1) : text;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c == '?' || c == '#' || c == '"' || c == 0x7f) {
                throw SpecException.expected("path", path, "no blank, ?, # or quote; the path as it is, not encoded");
            }
        }
        if (path.contains("//")
                || path.contains("/./")
                || path.contains("/../")
                || path.endsWith("/..")
                || path.endsWith("/.")) {
            throw SpecException.expected("path", path, "a path without // and dot segments: none would ever match");
        }
        return new PathPattern(
                exact
                        ? PathPattern.Kind.EXACT
                        : plain ? PathPattern.Kind.PLAIN_PREFIX : PathPattern.Kind.SEGMENT_PREFIX,
                path);
    }

    private static PathPattern regex(String operator, String text) throws SpecException {
        return new PathPattern(
                operator.equals("~") ? PathPattern.Kind.REGEX : PathPattern.Kind.REGEX_IGNORE_CASE,
                Regexes.compile("regular expression", text).pattern());
    }

    private static Optional<Target> target(String word) throws SpecException {
        if (word.startsWith("service:")) {
            return Optional.of(new Target.Service(name("service", word.substring("service:".length()))));
        }
        if (word.startsWith("tag:")) {
            return Optional.of(new Target.Tag(name("tag", word.substring("tag:".length()))));
        }
        if (!word.contains("://")) {
            return Optional.empty();
        }
        List<Address> addresses = new ArrayList<>();
        boolean https = word.startsWith("https://");
        String scheme = https ? "https://" : "http://";
        for (String part : word.split(",", -1)) {
            if (!part.startsWith(scheme)) {
                throw SpecException.expected("target", part, scheme + "HOST:PORT; all by http, or all by https");
            }
            try {
                addresses.add(Address.parse(part.substring(scheme.length()), https ? 443 : 80));
            } catch (IllegalArgumentException e) {
                throw new SpecException("target: " + e.getMessage());
            }
        }
        if (addresses.stream().distinct().count() != addresses.size()) {
            throw SpecException.expected("target", word, "each address once; use weight= for a larger share");
        }
        return Optional.of(new Target.Static(addresses, https));
    }

    private static String name(String place, String name) throws SpecException {
        if (!NAME.matcher(name).matches()) {
            throw SpecException.expected(place, name, place.equals("tag") ? "tag:TAG" : "service:NAME");
        }
        return name;
    }
}
