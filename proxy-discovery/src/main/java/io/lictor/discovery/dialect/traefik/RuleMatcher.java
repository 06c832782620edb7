package io.lictor.discovery.dialect.traefik;

import io.lictor.config.Condition;
import io.lictor.config.Condition.Text;
import io.lictor.config.HostPattern;
import io.lictor.config.Network;
import io.lictor.config.PathPattern;
import io.lictor.config.spec.SpecException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The matchers of Traefik's rules (v3), each with its number of values. Names have no case, as in Traefik. */
enum RuleMatcher {
    HOST("Host", 1, 1) {
        @Override
        Condition read(List<String> values) throws SpecException {
            return host(values.get(0));
        }
    },
    HOST_REGEXP("HostRegexp", 1, 1) {
        @Override
        Condition read(List<String> values) throws SpecException {
            return new Condition.HostRegex(GoRegex.toJava(place(), values.get(0)));
        }
    },
    PATH("Path", 1, 1) {
        @Override
        Condition read(List<String> values) throws SpecException {
            return new Condition.Path(new PathPattern(PathPattern.Kind.EXACT, path(values.get(0))));
        }
    },
    PATH_PREFIX("PathPrefix", 1, 1) {
        @Override
        Condition read(List<String> values) throws SpecException {
            String path = path(values.get(0));
            // The root is a prefix of all, in either way.
            return new Condition.Path(new PathPattern(
                    path.equals("/") ? PathPattern.Kind.SEGMENT_PREFIX : PathPattern.Kind.PLAIN_PREFIX, path));
        }
    },
    PATH_REGEXP("PathRegexp", 1, 1) {
        @Override
        Condition read(List<String> values) throws SpecException {
            return new Condition.Path(new PathPattern(PathPattern.Kind.REGEX, GoRegex.toJava(place(), values.get(0))));
        }
    },
    METHOD("Method", 1, 1) {
        @Override
        Condition read(List<String> values) throws SpecException {
            if (!TOKEN.matcher(values.get(0)).matches()) {
                throw wrong(values.get(0), "a method such as GET");
            }
            return new Condition.Method(List.of(values.get(0).toUpperCase(Locale.ROOT)));
        }
    },
    HEADER("Header", 2, 2) {
        @Override
        Condition read(List<String> values) throws SpecException {
            return new Condition.Header(field(values.get(0)), Text.exact(values.get(1)));
        }
    },
    HEADER_REGEXP("HeaderRegexp", 2, 2) {
        @Override
        Condition read(List<String> values) throws SpecException {
            return new Condition.Header(field(values.get(0)), Text.regex(GoRegex.toJava(place(), values.get(1))));
        }
    },
    QUERY("Query", 1, 2) {
        @Override
        Condition read(List<String> values) throws SpecException {
            return new Condition.Query(argument(values), Text.exact(values.size() == 1 ? "" : values.get(1)));
        }
    },
    QUERY_REGEXP("QueryRegexp", 1, 2) {
        @Override
        Condition read(List<String> values) throws SpecException {
            return new Condition.Query(
                    argument(values),
                    values.size() == 1 ? Text.exact("") : Text.regex(GoRegex.toJava(place(), values.get(1))));
        }
    },
    CLIENT_IP("ClientIP", 1, 1) {
        @Override
        Condition read(List<String> values) throws SpecException {
            try {
                return new Condition.Client(List.of(Network.parse(values.get(0))));
            } catch (IllegalArgumentException e) {
                throw wrong(values.get(0), "ADDRESS or ADDRESS/BITS");
            }
        }
    };

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private final String text;
    private final int least;
    private final int most;

    RuleMatcher(String text, int least, int most) {
        this.text = text;
        this.least = least;
        this.most = most;
    }

    /**
     * What a matcher asks for.
     *
     * @throws SpecException when there is none of this name, or its values are not what it takes
     */
    static Condition of(RuleToken name, List<String> values) throws SpecException {
        RuleMatcher matcher = Arrays.stream(values())
                .filter(m -> m.text.equalsIgnoreCase(name.text()))
                .findFirst()
                .orElseThrow(() -> RuleLexer.wrong(
                        name.text(),
                        name.at(),
                        Arrays.stream(values()).map(m -> m.text).collect(Collectors.joining(" "))));
        if (values.size() < matcher.least || values.size() > matcher.most) {
            throw new SpecException(matcher.place() + ": " + values.size() + " values (expected: " + matcher.least
                    + (matcher.most > matcher.least ? " or " + matcher.most : "") + ")");
        }
        return matcher.read(values);
    }

    abstract Condition read(List<String> values) throws SpecException;

    String place() {
        return "rule: " + text;
    }

    SpecException wrong(String value, String expected) {
        return new SpecException(place() + ": \"" + value + "\" (expected: " + expected + ")");
    }

    /** A name; {@code *.name}, of which one label may be any; or {@code *}. */
    Condition host(String value) throws SpecException {
        String host = value.endsWith(".") ? value.substring(0, value.length() - 1) : value;
        if (host.equals("*")) {
            return Condition.none();
        }
        try {
            HostPattern pattern = HostPattern.parse(host);
            if (pattern.kind() == HostPattern.Kind.SUFFIX) {
                return Condition.all(List.of(
                        new Condition.Host(pattern),
                        new Condition.HostRegex("^[^.]+" + pattern.text().replace(".", "\\.") + "\\z")));
            }
            if (pattern.kind() == HostPattern.Kind.EXACT) {
                return new Condition.Host(pattern);
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw wrong(value, "a name, *.name or *; no port");
    }

    String path(String value) throws SpecException {
        if (!value.startsWith("/")) {
            throw wrong(value, "a path that starts with /");
        }
        return value;
    }

    String field(String value) throws SpecException {
        if (!TOKEN.matcher(value).matches() || value.equalsIgnoreCase("host")) {
            throw wrong(value, "the name of a field; Host() for the host");
        }
        return value.toLowerCase(Locale.ROOT);
    }

    String argument(List<String> values) throws SpecException {
        if (values.get(0).isEmpty()) {
            throw wrong("", "the name of an argument");
        }
        return values.get(0);
    }
}
