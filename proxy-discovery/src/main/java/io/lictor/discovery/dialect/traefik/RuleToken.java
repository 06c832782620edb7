package io.lictor.discovery.dialect.traefik;

/**
 * One word of a rule.
 *
 * @param kind what it is
 * @param text a name, or the value of a string without its quotes; else as written
 * @param at where in the rule it begins, from 1
 */
record RuleToken(Kind kind, String text, int at) {

    /** The words there are. */
    enum Kind {
        NAME("a matcher"),
        STRING("a value in `backticks` or \"quotes\""),
        OPEN("("),
        CLOSE(")"),
        COMMA(","),
        AND("&&"),
        OR("||"),
        NOT("!"),
        END("the end");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** For messages. */
        String text() {
            return text;
        }
    }

    /** For messages: what stands there. */
    String shown() {
        return kind == Kind.END ? "the end" : "\"" + text + "\"";
    }
}
