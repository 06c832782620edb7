package io.lictor.discovery.dialect;

import java.util.function.UnaryOperator;

/**
 * Expands {@code $NAME} and {@code ${NAME}} as Fabio does, which is as Go's {@code os.Expand} does. Without state: any
 * thread.
 */
final class ShellVariables {

    private static final String SPECIAL = "*#$@!?-0123456789";

    private ShellVariables() {}

    /**
     * Expands {@code text}.
     *
     * @param values the value of a name; empty for one that is not known
     */
    static String expand(String text, UnaryOperator<String> values) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '$' || i + 1 == text.length()) {
                out.append(c);
                i++;
            } else if (text.charAt(i + 1) == '{') {
                int end = text.indexOf('}', i + 2);
                if (end < 0) {
                    // What is not closed is eaten, and what stands in it is text.
                    i += 2;
                } else {
                    out.append(end == i + 2 ? "" : values.apply(text.substring(i + 2, end)));
                    i = end + 1;
                }
            } else if (SPECIAL.indexOf(text.charAt(i + 1)) >= 0) {
                out.append(values.apply(text.substring(i + 1, i + 2)));
                i += 2;
            } else {
                int end = i + 1;
                while (end < text.length() && isNamed(text.charAt(end))) {
                    end++;
                }
                // A dollar without a name stands for itself.
                out.append(end == i + 1 ? "$" : values.apply(text.substring(i + 1, end)));
                i = end;
            }
        }
        return out.toString();
    }

    private static boolean isNamed(char c) {
        return c == '_' || c >= '0' && c <= '9' || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }
}
