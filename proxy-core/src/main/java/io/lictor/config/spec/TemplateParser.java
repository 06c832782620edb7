package io.lictor.config.spec;

import io.lictor.config.Template;
import io.lictor.config.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads the value of a rule: text, {@code $name}, {@code ${name}}, and {@code $1} where there is a regular expression.
 * Without state: any thread.
 */
final class TemplateParser {

    private TemplateParser() {}

    /**
     * Reads {@code text}.
     *
     * @param scope RESPONSE where the variables of the response have a value too
     * @param groups how many groups there are to refer to
     */
    static Template parse(String place, String text, Variable.Scope scope, int groups) throws SpecException {
        List<Template.Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                throw SpecException.expected(place, text, "visible ASCII and blanks");
            }
            if (c != '$') {
                literal.append(c);
                i++;
                continue;
            }
            boolean braces = text.startsWith("{", i + 1);
            int start = i + (braces ? 2 : 1);
            int end = nameEnd(text, start);
            if (start == end || braces && (end == text.length() || text.charAt(end) != '}')) {
                throw SpecException.expected(place, text, "$name or ${name} behind each $");
            }
            if (!literal.isEmpty()) {
                parts.add(new Template.Literal(literal.toString()));
                literal.setLength(0);
            }
            parts.add(reference(place, text.substring(start, end), scope, groups));
            i = braces ? end + 1 : end;
        }
        if (!literal.isEmpty()) {
            parts.add(new Template.Literal(literal.toString()));
        }
        return new Template(parts);
    }

    private static int nameEnd(String text, int start) {
        int end = start;
        if (end < text.length() && isDigit(text.charAt(end))) {
            // As in nginx a group is one digit: $10 is $1 and a 0.
            return end + 1;
        }
        while (end < text.length()
                && (text.charAt(end) == '_'
                        || isDigit(text.charAt(end))
                        || (text.charAt(end) | 0x20) >= 'a' && (text.charAt(end) | 0x20) <= 'z')) {
            end++;
        }
        return end;
    }

    private static Template.Part reference(String place, String name, Variable.Scope scope, int groups)
            throws SpecException {
        if (isDigit(name.charAt(0))) {
            int group = name.charAt(0) - '0';
            if (group < 1 || group > groups) {
                throw SpecException.expected(
                        place, "$" + name, groups == 0 ? "no group: there is none" : "$1 to $" + Math.min(groups, 9));
            }
            return new Template.Group(group);
        }
        Variable variable = Variable.named(name)
                .filter(v -> scope == Variable.Scope.RESPONSE || v.scope() == Variable.Scope.REQUEST)
                .orElseThrow(() -> SpecException.expected(place, "$" + name, "one of " + names(scope)));
        return new Template.Reference(variable, name.substring(variable.text().length()));
    }

    private static String names(Variable.Scope scope) {
        return Arrays.stream(Variable.values())
                .filter(v -> scope == Variable.Scope.RESPONSE || v.scope() == Variable.Scope.REQUEST)
                .map(v -> "$" + v.text() + (v.isFamily() ? "NAME" : ""))
                .collect(Collectors.joining(" "));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
