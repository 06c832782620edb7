package io.lictor.discovery.dialect.traefik;

import io.lictor.config.spec.SpecException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What takes the place of what Go's expression finds, in the words of the grammar. Without state: any thread. */
final class GoReplacement {

    /** Groups are referred to by one digit. */
    static final int MOST_GROUPS = 9;

    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{(\\w*)}|(\\w+)|)");

    private GoReplacement() {}

    /**
     * The replacement with its groups as the grammar has them.
     *
     * @param before how many groups stand before those of {@code regex}
     * @param refused characters that cannot stand in its text
     * @throws SpecException when it refers to what cannot be said
     */
    static String of(GoRegex regex, String replacement, int before, String refused) throws SpecException {
        if (regex.groups().size() > MOST_GROUPS - before) {
            throw new SpecException(
                    "regex: " + regex.groups().size() + " groups (expected: at most " + (MOST_GROUPS - before) + ")");
        }
        StringBuilder text = new StringBuilder();
        Matcher reference = REFERENCE.matcher(replacement);
        int from = 0;
        while (reference.find()) {
            text.append(plain("replacement", replacement.substring(from, reference.start()), refused));
            text.append(group(regex, replacement, reference, before));
            from = reference.end();
        }
        return text.append(plain("replacement", replacement.substring(from), refused))
                .toString();
    }

    /** A group as our grammar has it; one that is not there is empty, as in Go. */
    private static String group(GoRegex go, String replacement, Matcher reference, int before) throws SpecException {
        String name = reference.group(1) == null ? reference.group(2) : reference.group(1);
        if (name == null || name.isEmpty()) {
            throw new SpecException("replacement: \"" + replacement + "\" (expected: $1 or ${1} behind each $)");
        }
        int number = name.matches("[0-9]{1,2}")
                ? Integer.parseInt(name)
                : go.groups().indexOf(name) + 1;
        if (number == 0) {
            if (name.equals("0")) {
                throw new SpecException("replacement: \"" + replacement + "\" (expected: $1 and so on, no $0)");
            }
            return "";
        }
        return number > go.groups().size() ? "" : "${" + (number + before) + "}";
    }

    /**
     * Text that is taken as it is.
     *
     * @throws SpecException when one of {@code refused} is in it
     */
    static String plain(String place, String text, String refused) throws SpecException {
        if (text.chars().anyMatch(c -> refused.indexOf(c) >= 0)) {
            throw new SpecException(place + ": \"" + text + "\" (expected: no "
                    + String.join(" and no ", refused.split("")).replace("no  ", "no blank") + ")");
        }
        return text;
    }
}
