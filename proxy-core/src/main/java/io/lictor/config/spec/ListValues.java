package io.lictor.config.spec;

import io.lictor.config.NextUpstream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values that are lists, by commas. Without state: any thread. */
final class ListValues {

    private static final Pattern TOKEN = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~/-]+");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private ListValues() {}

    static List<String> filters(String name, String text) throws SpecException {
        List<String> names = List.of(text.split(",", -1));
        for (String filter : names) {
            if (!NAME.matcher(filter).matches() || names.indexOf(filter) != names.lastIndexOf(filter)) {
                throw SpecException.expected(name, text, "names by commas, each once");
            }
        }
        return names;
    }

    static List<String> upgrade(String name, String text) throws SpecException {
        if (text.equals("off")) {
            return List.of();
        }
        List<String> tokens = List.of(text.toLowerCase(Locale.ROOT).split(",", -1));
        for (String token : tokens) {
            // h2c would carry requests past everything that is decided here.
            if (token.equals("h2c") || !TOKEN.matcher(token).matches()) {
                throw SpecException.expected(name, text, "off, or protocols such as websocket by commas; never h2c");
            }
        }
        return tokens;
    }

    static long nextUpstream(String name, String text) throws SpecException {
        if (text.equals("off")) {
            return 0;
        }
        int bits = 0;
        for (String value : text.split(",", -1)) {
            bits |= Arrays.stream(NextUpstream.values())
                    .filter(n -> n.directive().equals(value))
                    .findFirst()
                    .orElseThrow(() -> SpecException.expected(
                            name,
                            value,
                            "off, or some of "
                                    + Arrays.stream(NextUpstream.values())
                                            .map(NextUpstream::directive)
                                            .collect(Collectors.joining(" "))
                                    + " by commas"))
                    .bit();
        }
        return bits;
    }
}
