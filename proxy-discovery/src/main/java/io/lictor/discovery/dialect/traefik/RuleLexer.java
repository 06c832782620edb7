package io.lictor.discovery.dialect.traefik;

import io.lictor.config.spec.SpecException;
import io.lictor.discovery.dialect.traefik.RuleToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a rule into words, as Go's scanner does: values stand in backticks, as they are, or in double quotes with Go's
 * escapes. Used by one thread, once.
 */
final class RuleLexer {

    private final String rule;
    private int at;

    private RuleLexer(String rule) {
        this.rule = rule;
    }

    /**
     * The words of {@code rule}; the last is the end.
     *
     * @throws SpecException with the place in the rule and what was expected
     */
    static List<RuleToken> tokens(String rule) throws SpecException {
        RuleLexer lexer = new RuleLexer(rule);
        List<RuleToken> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.get(tokens.size() - 1).kind() != Kind.END);
        return tokens;
    }

    private RuleToken next() throws SpecException {
        while (at < rule.length() && Character.isWhitespace(rule.charAt(at))) {
            at++;
        }
        int start = at;
        if (at == rule.length()) {
            return new RuleToken(Kind.END, "", start + 1);
        }
        char c = rule.charAt(at);
        if (c == '`') {
            return new RuleToken(Kind.STRING, raw(), start + 1);
        }
        if (c == '"') {
            return new RuleToken(Kind.STRING, quoted(), start + 1);
        }
        if (isLetter(c)) {
            while (at < rule.length() && isLetter(rule.charAt(at))) {
                at++;
            }
            return new RuleToken(Kind.NAME, rule.substring(start, at), start + 1);
        }
        for (Kind kind : List.of(Kind.AND, Kind.OR, Kind.NOT, Kind.OPEN, Kind.CLOSE, Kind.COMMA)) {
            if (rule.startsWith(kind.text(), at)) {
                at += kind.text().length();
                return new RuleToken(kind, kind.text(), start + 1);
            }
        }
        throw wrong(String.valueOf(c), start + 1, "a matcher, a value in `backticks` or \"quotes\", && || ! ( ) or ,");
    }

    private String raw() throws SpecException {
        int end = rule.indexOf('`', at + 1);
        if (end < 0) {
            throw wrong(rule.substring(at), at + 1, "a closing `");
        }
        String text = rule.substring(at + 1, end);
        at = end + 1;
        return text;
    }

    private String quoted() throws SpecException {
        StringBuilder text = new StringBuilder();
        int start = at;
        for (at++; at < rule.length(); at++) {
            char c = rule.charAt(at);
            if (c == '"') {
                at++;
                return text.toString();
            }
            text.append(c == '\\' ? escape(start) : c);
        }
        throw wrong(rule.substring(start), start + 1, "a closing \"");
    }

    /** Go's escapes; those of numbers nobody writes in a rule. */
    private char escape(int start) throws SpecException {
        at++;
        if (at == rule.length()) {
            throw wrong(rule.substring(start), start + 1, "a closing \"");
        }
        return switch (rule.charAt(at)) {
            case '\\', '"' -> rule.charAt(at);
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default ->
                throw wrong(
                        rule.substring(at - 1, at + 1), at, "\\\\ \\\" \\t \\n or \\r; or the value in `backticks`");
        };
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    static SpecException wrong(String what, int at, String expected) {
        return new SpecException("rule: \"" + what + "\" at " + at + " (expected: " + expected + ")");
    }
}
