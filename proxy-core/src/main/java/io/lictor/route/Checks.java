package io.lictor.route;

import io.lictor.config.Condition;
import io.lictor.config.Condition.Text;
import io.lictor.config.HostPattern;
import io.lictor.config.PathPattern;
import io.lictor.http.Arguments;
import io.lictor.http.Ascii;
import io.lictor.http.Head;
import io.lictor.http.Networks;
import io.lictor.http.RequestPath;
import io.lictor.rewrite.FieldMatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The single tests that a route's condition is made of. Without state: any thread. */
final class Checks {

    private Checks() {}

    static Check of(Condition condition) {
        if (condition instanceof Condition.Method method) {
            return method(method);
        }
        if (condition instanceof Condition.Header header) {
            return header(FieldMatch.of(header.name()), header.text());
        }
        if (condition instanceof Condition.Query query) {
            return query(query.name().getBytes(StandardCharsets.UTF_8), query.text());
        }
        if (condition instanceof Condition.Client client) {
            Networks networks = new Networks(client.networks());
            return (request, path, address) -> networks.hold(address);
        }
        if (condition instanceof Condition.Host host) {
            HostPattern.Kind kind = host.pattern().kind();
            byte[] text = Ascii.bytes(host.pattern().text());
            return (request, path, address) -> HostText.is(request, kind, text);
        }
        if (condition instanceof Condition.HostRegex host) {
            Regex regex = new Regex(host.regex(), false);
            return (request, path, address) -> regex.isIn(HostText.of(request));
        }
        if (condition instanceof Condition.Path path) {
            return path(path.pattern());
        }
        throw new IllegalArgumentException(condition + " (expected: a single test)");
    }

    private static Check method(Condition.Method method) {
        byte[][] names = method.names().stream().map(Ascii::bytes).toArray(byte[][]::new);
        return (request, path, client) -> {
            for (byte[] name : names) {
                if (request.isMethod(name)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Check header(FieldMatch name, Text text) {
        byte[] value = text.text().getBytes(StandardCharsets.UTF_8);
        return switch (text.kind()) {
            case ANY -> (request, path, client) -> name.find(request, 0) >= 0;
            case EXACT ->
                (request, path, client) -> {
                    for (int i = name.find(request, 0); i >= 0; i = name.find(request, i + 1)) {
                        if (isValue(request, i, value)) {
                            return true;
                        }
                    }
                    return false;
                };
            case REGEX, REGEX_IGNORE_CASE -> headerRegex(name, regex(text));
        };
    }

    private static Check headerRegex(FieldMatch name, Regex regex) {
        return (request, path, client) -> {
            for (int i = name.find(request, 0); i >= 0; i = name.find(request, i + 1)) {
                byte[] bytes = request.bytes();
                if (regex.isIn(
                        new String(bytes, request.valueOffset(i), request.valueLength(i), StandardCharsets.UTF_8))) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Check query(byte[] name, Text text) {
        byte[] value = text.text().getBytes(StandardCharsets.UTF_8);
        return switch (text.kind()) {
            case ANY -> (request, path, client) -> Arguments.has(request, name);
            case EXACT -> (request, path, client) -> Arguments.has(request, name, value);
            case REGEX, REGEX_IGNORE_CASE -> queryRegex(name, regex(text));
        };
    }

    private static Check queryRegex(byte[] name, Regex regex) {
        return (request, path, client) -> {
            for (String value : Arguments.values(request, name)) {
                if (regex.isIn(value)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Check path(PathPattern pattern) {
        byte[] text = pattern.text().getBytes(StandardCharsets.UTF_8);
        return switch (pattern.kind()) {
            case EXACT -> (request, path, client) -> path.length() == text.length && beginsWith(path, text);
            case PLAIN_PREFIX -> (request, path, client) -> beginsWith(path, text);
            case SEGMENT_PREFIX ->
                (request, path, client) -> beginsWith(path, text)
                        && PathTable.endsSegment(path.bytes(), path.offset(), path.length(), text.length);
            case REGEX, REGEX_IGNORE_CASE -> {
                Regex regex = new Regex(pattern.text(), pattern.kind() == PathPattern.Kind.REGEX_IGNORE_CASE);
                yield (request, path, client) -> regex.isIn(PathTable.text(path));
            }
        };
    }

    private static Regex regex(Text text) {
        return new Regex(text.text(), text.kind() == Text.Kind.REGEX_IGNORE_CASE);
    }

    private static boolean isValue(Head request, int field, byte[] value) {
        int offset = request.valueOffset(field);
        return Arrays.equals(request.bytes(), offset, offset + request.valueLength(field), value, 0, value.length);
    }

    private static boolean beginsWith(RequestPath path, byte[] text) {
        return path.length() >= text.length
                && Arrays.equals(path.bytes(), path.offset(), path.offset() + text.length, text, 0, text.length);
    }
}
