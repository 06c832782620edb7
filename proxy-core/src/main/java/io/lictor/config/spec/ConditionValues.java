package io.lictor.config.spec;

import io.lictor.config.Condition;
import io.lictor.config.Condition.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a route asks of requests beside host and path, while it is read: all of it must hold. Used by one thread, once. */
final class ConditionValues {

    private static final String EXPECTED = "NAME, NAME:VALUE, NAME:~REGEX or NAME:~*REGEX";

    /** Those that are in use; a method has a case, so one in lower case would never match. */
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]*");

    /** A value that begins like a regular expression, and is none. */
    private static final Pattern ESCAPED = Pattern.compile("\\\\+~.*");

    private final List<Condition> conditions = new ArrayList<>();

    /** Takes the value of {@code option}, if it is one of these; of others there is nothing to take. */
    void accept(Option option, String text) throws SpecException {
        String name = option.directive();
        if (option == Option.METHOD) {
            conditions.add(new Condition.Method(methods(name, text)));
        } else if (option == Option.HEADER) {
            conditions.add(new Condition.Header(fieldName(name, text), text(name, text)));
        } else if (option == Option.QUERY) {
            conditions.add(new Condition.Query(argument(name, text), text(name, text)));
        } else if (option == Option.CLIENT) {
            conditions.add(
                    new Condition.Client(RealIpValues.networks(name, text, "ADDRESS or ADDRESS/BITS by commas")));
        }
    }

    Condition condition() {
        return Condition.all(conditions);
    }

    private static List<String> methods(String place, String text) throws SpecException {
        List<String> names = List.of(text.split(",", -1));
        for (String name : names) {
            if (!METHOD.matcher(name).matches()) {
                throw SpecException.expected(place, name, "methods in capitals by commas, such as GET,HEAD");
            }
        }
        return names;
    }

    private static String fieldName(String place, String text) throws SpecException {
        String name = nameOf(text);
        if (!BalanceParser.isToken(name)) {
            throw SpecException.expected(place, text, EXPECTED);
        }
        if (name.equalsIgnoreCase("host")) {
            throw SpecException.expected(place, name, "another field, the host stands before the path");
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private static String argument(String place, String text) throws SpecException {
        String name = nameOf(text);
        if (name.isEmpty()) {
            throw SpecException.expected(place, text, EXPECTED);
        }
        return name;
    }

    private static String nameOf(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    private static Text text(String place, String text) throws SpecException {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return Text.ANY;
        }
        String value = text.substring(colon + 1);
        if (value.startsWith("~")) {
            boolean noCase = value.startsWith("~*");
            String regex = value.substring(noCase ? 2 : 1);
            return new Text(noCase ? Text.Kind.REGEX_IGNORE_CASE : Text.Kind.REGEX, regex(place, regex));
        }
        return Text.exact(ESCAPED.matcher(value).matches() ? value.substring(1) : value);
    }

    private static String regex(String place, String regex) throws SpecException {
        if (regex.isEmpty()) {
            throw SpecException.expected(place, regex, "a regular expression behind ~");
        }
        try {
            Pattern.compile(regex);
            return regex;
        } catch (PatternSyntaxException e) {
            throw SpecException.expected(place, regex, e.getDescription() + " at " + e.getIndex());
        }
    }
}
