package io.lictor.server.importer;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a configuration into words as nginx does: quotes, backslashes, comments, {@code ${name}}. Used by one thread, once.
 */
final class ConfLexer {

    /** What a token is. */
    enum Kind {
        WORD,
        SEMICOLON,
        OPEN,
        CLOSE
    }

    /** A token and the line on which it begins. */
    record Token(Kind kind, String text, int line) {}

    private final String file;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private ConfLexer(String file, String text) {
        this.file = file;
        this.text = text;
    }

    static List<Token> tokens(String file, String text) throws ImportException {
        ConfLexer lexer = new ConfLexer(file, text);
        lexer.run();
        return lexer.tokens;
    }

    private void run() throws ImportException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                step();
            } else if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (c == ';' || c == '{' || c == '}') {
                tokens.add(new Token(
                        c == ';' ? Kind.SEMICOLON : c == '{' ? Kind.OPEN : Kind.CLOSE, String.valueOf(c), line));
                at++;
            } else if (c == '"' || c == '\'') {
                quoted(c);
            } else {
                word();
            }
        }
    }

    private void quoted(char quote) throws ImportException {
        int start = line;
        StringBuilder word = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; ) {
            take(word);
        }
        if (at == text.length()) {
            throw new ImportException(file + ":" + start, "a quote that is not closed (expected: " + quote + ")");
        }
        at++;
        boolean ends =
                at == text.length() || Character.isWhitespace(text.charAt(at)) || ";{)".indexOf(text.charAt(at)) >= 0;
        if (!ends) {
            throw new ImportException(
                    file + ":" + line,
                    "\"" + text.charAt(at) + "\" behind a closing quote (expected: a blank, ; or {)");
        }
        tokens.add(new Token(Kind.WORD, word.toString(), start));
    }

    private void word() {
        int start = line;
        StringBuilder word = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean variable = c == '{' && word.length() > 0 && word.charAt(word.length() - 1) == '$';
            if (variable) {
                while (at < text.length() && text.charAt(at) != '}' && text.charAt(at) != '\n') {
                    word.append(text.charAt(at++));
                }
                continue;
            }
            boolean closes = c == '}' && word.lastIndexOf("${") > word.lastIndexOf("}");
            if (Character.isWhitespace(c) || c == ';' || c == '{' || c == '}' && !closes) {
                break;
            }
            take(word);
        }
        // A quantifier of a regular expression needs quotes in nginx too: an open brace ends the word.
        tokens.add(new Token(Kind.WORD, word.toString(), start));
    }

    /** One character, or an escape: of a quote or a backslash the backslash is dropped, before all others it stays. */
    private void take(StringBuilder word) {
        char c = text.charAt(at);
        if (c == '\\' && at + 1 < text.length()) {
            char next = text.charAt(at + 1);
            switch (next) {
                case '"', '\'', '\\' -> word.append(next);
                case 't' -> word.append('\t');
                case 'r' -> word.append('\r');
                case 'n' -> word.append('\n');
                default -> word.append(c).append(next);
            }
            line += next == '\n' ? 1 : 0;
            at += 2;
            return;
        }
        word.append(c);
        step();
    }

    private void step() {
        line += text.charAt(at) == '\n' ? 1 : 0;
        at++;
    }
}
