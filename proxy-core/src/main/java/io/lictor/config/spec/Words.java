package io.lictor.config.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a route's text into words, at blanks. Without state: any thread.
 *
 * <p>A word, or what stands behind its first {@code =}, may be put in double quotes and then holds blanks. In quotes
 * {@code \"} is a quote and {@code \\} a backslash; every other backslash stands for itself, as nginx has it. A quote
 * anywhere else is a quote.
 */
final class Words {

    private final String text;
    private int at;

    private Words(String text) {
        this.text = text;
    }

    /**
     * The words of {@code text}.
     *
     * @throws SpecException when a quote is not closed, or something stands behind it
     */
    static List<String> of(String text) throws SpecException {
        Words words = new Words(text);
        List<String> all = new ArrayList<>();
        for (words.skipBlanks(); words.at < text.length(); words.skipBlanks()) {
            all.add(words.next());
        }
        return all;
    }

    private String next() throws SpecException {
        int start = at;
        StringBuilder word = new StringBuilder();
        boolean valueSeen = false;
        while (at < text.length() && !isBlank(text.charAt(at))) {
            char c = text.charAt(at);
            if (c == '"' && (at == start || !valueSeen && text.charAt(at - 1) == '=')) {
                quoted(word, start);
                return word.toString();
            }
            valueSeen |= at > start && text.charAt(at - 1) == '=';
            word.append(c);
            at++;
        }
        return word.toString();
    }

    private void quoted(StringBuilder word, int start) throws SpecException {
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                if (at < text.length() && !isBlank(text.charAt(at))) {
                    throw SpecException.expected(
                            "quote", text.substring(start, at + 1), "a blank behind the closing quote");
                }
                return;
            }
            boolean escaped = c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0;
            word.append(escaped ? text.charAt(++at) : c);
        }
        throw SpecException.expected("quote", text.substring(start), "a closing quote");
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }
}
