package io.lictor.discovery.dialect.traefik;

import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression as Go reads it (RE2's syntax), put into Java's, so that it finds the same. Used by one thread, once.
 */
final class GoRegex {

    /*
     * Where both languages take the same text for different things: $ is the very end, but with (?m); (?P<name>…) names a
     * group, with an underscore if it likes; a dot is all but a line feed (Java's (?d)); [ and && in a class stand for themselves, [[:alpha:]] is a class; a brace that
     * repeats nothing stands for itself; a + behind a
     * repetition and a look-around are errors, Java's own. Named groups become numbered ones.
     */

    /** In Java's syntax it may become twice as long, and the grammar has a bound, too. */
    private static final int LONGEST = 500;

    private static final Set<String> POSIX = Set.of(
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
            "word", "xdigit");

    /** Escapes that mean the same in both languages, beside those of punctuation. */
    private static final String SAME_ESCAPES = "abBAzdDsSwWpPtnrfxQE";

    /** A brace that begins anything else stands for itself. */
    private static final Pattern REPETITION = Pattern.compile("\\{[0-9]+(,[0-9]*)?}");

    private final String place;
    private final String regex;
    private final StringBuilder java = new StringBuilder();
    private final List<String> groups = new ArrayList<>();
    private boolean multiline;
    private boolean dot;
    private int at;

    private GoRegex(String place, String regex) {
        this.place = place;
        this.regex = regex;
    }

    /**
     * The expression in Java's syntax.
     *
     * @throws SpecException when it is none, or says what cannot be said in Java's
     */
    static String toJava(String place, String regex) throws SpecException {
        return translated(place, regex).java();
    }

    /**
     * Java's expression as a word of the grammar, in which blanks end one.
     *
     * @throws SpecException when a blank in it cannot be written otherwise
     */
    static String withoutBlanks(String java) throws SpecException {
        if (java.contains("\\Q") && java.contains(" ")) {
            throw new SpecException("regex: \"" + java + "\" (expected: no blank in \\Q…\\E)");
        }
        return java.replace(" ", "\\x20");
    }

    /**
     * The same, with what its groups are called.
     *
     * @throws SpecException when it is none, or says what cannot be said in Java's
     */
    static GoRegex translated(String place, String regex) throws SpecException {
        GoRegex go = new GoRegex(place, regex);
        if (regex.isEmpty()) {
            throw go.wrong("a regular expression");
        }
        if (regex.length() > LONGEST) {
            throw new SpecException(
                    place + ": \"" + regex.substring(0, 40) + "…\" (expected: at most " + LONGEST + " characters)");
        }
        go.translate();
        try {
            Pattern.compile(go.java());
        } catch (PatternSyntaxException e) {
            throw go.wrong(e.getDescription() + " at " + e.getIndex());
        }
        return go;
    }

    String java() {
        return (dot ? "(?d)" : "") + java;
    }

    /** The names of its groups in their order, from the first; empty for one without. */
    List<String> groups() {
        return groups;
    }

    private void translate() throws SpecException {
        while (at < regex.length()) {
            char c = regex.charAt(at);
            if (c == '\\') {
                escape();
            } else if (c == '[') {
                charClass();
            } else if (c == '(') {
                group();
            } else if (c == '$') {
                java.append(multiline ? "$" : "\\z");
                at++;
            } else {
                possessive(c);
                java.append(
                        c == '{'
                                        && !REPETITION
                                                .matcher(regex)
                                                .region(at, regex.length())
                                                .lookingAt()
                                ? "\\"
                                : "");
                dot |= c == '.';
                java.append(c);
                at++;
            }
        }
    }

    private void possessive(char c) throws SpecException {
        if (c == '+'
                && at > 0
                && "*+?}".indexOf(regex.charAt(at - 1)) >= 0
                && !(at > 1 && regex.charAt(at - 2) == '\\')) {
            throw wrong("no + behind a repetition");
        }
    }

    private void escape() throws SpecException {
        if (at + 1 == regex.length()) {
            throw wrong("a character behind \\");
        }
        char c = regex.charAt(at + 1);
        if (Character.isLetterOrDigit(c) && SAME_ESCAPES.indexOf(c) < 0) {
            throw wrong("no \\" + c + ", which Traefik or Java does not know");
        }
        int end = at + 2;
        if (c == 'Q') {
            int close = regex.indexOf("\\E", end);
            end = close < 0 ? regex.length() : close + 2;
        }
        java.append(regex, at, end);
        at = end;
    }

    private void group() throws SpecException {
        if (!regex.startsWith("(?", at)) {
            groups.add("");
            java.append('(');
            at++;
            return;
        }
        int name = regex.startsWith("(?P<", at) ? at + 4 : regex.startsWith("(?<", at) ? at + 3 : -1;
        if (name >= 0) {
            int end = regex.indexOf('>', name);
            if (end <= name || !regex.substring(name, end).matches("\\w+")) {
                throw wrong("no look-around; (?P<name>…) for a named group");
            }
            groups.add(regex.substring(name, end));
            java.append('(');
            at = end + 1;
            return;
        }
        flags();
    }

    /** {@code (?i)}, {@code (?s:…)}: those that are the same in both. */
    private void flags() throws SpecException {
        int end = at + 2;
        while (end < regex.length() && "ims-".indexOf(regex.charAt(end)) >= 0) {
            end++;
        }
        if (end == regex.length() || ":)".indexOf(regex.charAt(end)) < 0) {
            throw wrong("groups as (…), (?:…) or (?P<name>…), and flags i, m and s");
        }
        multiline |= regex.substring(at, end).indexOf('m') >= 0;
        java.append(regex, at, end + 1);
        at = end + 1;
    }

    private void charClass() throws SpecException {
        int start = at;
        java.append('[');
        at++;
        if (at < regex.length() && regex.charAt(at) == '^') {
            java.append('^');
            at++;
        }
        boolean first = true;
        while (at < regex.length() && (first || regex.charAt(at) != ']')) {
            char c = regex.charAt(at);
            if (c == '\\') {
                escape();
            } else if (regex.startsWith("[:", at)) {
                posix();
            } else {
                // Go takes each for itself; in Java a bracket opens a class in the class, and && cuts two.
                java.append("[]&^".indexOf(c) >= 0 ? "\\" : "").append(c);
                at++;
            }
            first = false;
        }
        if (at == regex.length()) {
            throw wrong("a ] for the [ at " + (start + 1));
        }
        java.append(']');
        at++;
    }

    private void posix() throws SpecException {
        int end = regex.indexOf(":]", at);
        boolean not = regex.startsWith("[:^", at);
        String name = end < 0 ? "" : regex.substring(at + (not ? 3 : 2), Math.max(end, at + 2));
        if (!POSIX.contains(name)) {
            throw wrong(
                    "one of [:" + String.join(":] [:", POSIX.stream().sorted().toList()) + ":]");
        }
        java.append(name.equals("word") ? not ? "\\W" : "\\w" : (not ? "\\P{" : "\\p{") + javaName(name) + "}");
        at = end + 2;
    }

    private static String javaName(String name) {
        return switch (name) {
            case "ascii" -> "ASCII";
            case "xdigit" -> "XDigit";
            default -> Character.toUpperCase(name.charAt(0)) + name.substring(1);
        };
    }

    private SpecException wrong(String expected) {
        return new SpecException(place + ": \"" + regex + "\" (expected: " + expected + ")");
    }
}
