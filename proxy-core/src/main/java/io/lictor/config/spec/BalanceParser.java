package io.lictor.config.spec;

import io.lictor.config.Balance;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the value of {@code balance=}: nginx's directive, and its arguments behind colons. Without state: any thread. */
final class BalanceParser {

    static final String EXPECTED = "round_robin, least_conn, least_time, random, ip_hash, sticky:COOKIE or"
            + " sticky:COOKIE,ATTRIBUTES, or hash:KEY or hash:KEY:consistent with KEY uri, path, host, remote_addr, cookie:NAME or header:NAME";

    private static final String STICKY = "sticky:";

    /** The characters of a token (RFC 9110 section 5.6.2): no colon is among them, so the value can be cut at colons. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private BalanceParser() {}

    static Balance parse(String option, String text) throws SpecException {
        if (text.startsWith(STICKY)) {
            return StickyParser.parse(option, text, text.substring(STICKY.length()));
        }
        List<String> parts = List.of(text.split(":", -1));
        Balance.Method method = Arrays.stream(Balance.Method.values())
                .filter(m -> m.directive().equals(parts.get(0)))
                .findFirst()
                .orElseThrow(() -> wrong(option, text));
        if (method == Balance.Method.HASH) {
            return hash(option, text, parts);
        }
        if (method == Balance.Method.STICKY || parts.size() != 1) {
            throw wrong(option, text);
        }
        return Balance.of(method);
    }

    private static Balance hash(String option, String text, List<String> parts) throws SpecException {
        Balance.Key key = parts.size() < 2 ? Balance.Key.NONE : key(parts.get(1));
        boolean named = key == Balance.Key.COOKIE || key == Balance.Key.HEADER;
        int least = named ? 3 : 2;
        if (key == Balance.Key.NONE
                || parts.size() < least
                || parts.size() > least + 1
                || named && !isToken(parts.get(2))) {
            throw wrong(option, text);
        }
        if (parts.size() > least && !parts.get(least).equals("consistent")) {
            throw wrong(option, text);
        }
        String name = named ? parts.get(2) : "";
        // Field names have no case, cookies do.
        return Balance.hash(
                key, key == Balance.Key.HEADER ? name.toLowerCase(Locale.ROOT) : name, parts.size() > least);
    }

    private static Balance.Key key(String text) {
        return switch (text) {
            case "uri" -> Balance.Key.URI;
            case "path" -> Balance.Key.PATH;
            case "host" -> Balance.Key.HOST;
            case "remote_addr" -> Balance.Key.REMOTE_ADDR;
            case "cookie" -> Balance.Key.COOKIE;
            case "header" -> Balance.Key.HEADER;
            default -> Balance.Key.NONE;
        };
    }

    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    static SpecException wrong(String option, String text) {
        return SpecException.expected(option, text, EXPECTED);
    }
}
