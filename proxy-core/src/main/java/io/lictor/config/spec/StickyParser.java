package io.lictor.config.spec;

import io.lictor.config.Balance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what stands behind {@code balance=sticky:}: the cookie's name and, by commas, its attributes as in nginx's
 * {@code sticky cookie}. Without state: any thread.
 */
final class StickyParser {

    private static final String EXPECTED =
            "expires=TIME, domain=DOMAIN, path=PATH, httponly, secure, samesite=strict, lax or none, each once, by commas";

    /** What can stand in an attribute (RFC 6265 section 4.1.1), but a comma, which ends it here. */
    private static final Pattern VALUE = Pattern.compile("[!-+\\--:<-~]+");

    private StickyParser() {}

    /**
     * Reads the cookie.
     *
     * @param text all of the option's value, for messages
     * @param cookie what stands behind the colon
     */
    static Balance parse(String option, String text, String cookie) throws SpecException {
        List<String> parts = List.of(cookie.split(",", -1));
        if (!BalanceParser.isToken(parts.get(0))) {
            throw BalanceParser.wrong(option, text);
        }
        if (parts.size() == 1) {
            return Balance.sticky(parts.get(0));
        }
        List<String> attributes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String part : parts.subList(1, parts.size())) {
            String attribute = attribute(option, part);
            if (!names.add(attribute.split("=", 2)[0])) {
                throw SpecException.expected(option, part, EXPECTED);
            }
            attributes.add(attribute);
        }
        if (attributes.contains("samesite=none") && !attributes.contains("secure")) {
            throw SpecException.expected(option, "samesite=none", "secure with it: browsers drop the cookie otherwise");
        }
        return Balance.sticky(parts.get(0), String.join(",", attributes));
    }

    private static String attribute(String option, String part) throws SpecException {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = part.substring(equals + 1);
        boolean flag = name.equals("httponly") || name.equals("secure");
        if (flag == (equals >= 0) || equals >= 0 && !VALUE.matcher(value).matches()) {
            throw SpecException.expected(option, part, EXPECTED);
        }
        return switch (name) {
            case "expires" -> "expires=" + Units.millis(option, value) / 1_000 + "s";
            case "path", "domain", "httponly", "secure" -> part;
            case "samesite" -> sameSite(option, part, value.toLowerCase(Locale.ROOT));
            default -> throw SpecException.expected(option, part, EXPECTED);
        };
    }

    private static String sameSite(String option, String part, String value) throws SpecException {
        if (!Set.of("strict", "lax", "none").contains(value)) {
            throw SpecException.expected(option, part, EXPECTED);
        }
        return "samesite=" + value;
    }
}
