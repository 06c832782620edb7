package io.lictor.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The value of a rule: text with variables in it, read once, when the route is.
 *
 * @param parts in their order; none for the empty value
 */
public record Template(List<Part> parts) {

    /** The empty value. */
    public static final Template EMPTY = new Template(List.of());

    public Template {
        parts = List.copyOf(parts);
    }

    /** A piece of a value. */
    public sealed interface Part {}

    /** Visible ASCII and blanks, as it is. */
    public record Literal(String text) implements Part {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * {@code $name}.
     *
     * @param name what stands behind the name of a family ({@code $arg_NAME}), else empty
     */
    public record Reference(Variable variable, String name) implements Part {
        @Override
        public String toString() {
            return "${" + variable.text() + name + "}";
        }
    }

    /** {@code $1}: a group of the regular expression, from 1. */
    public record Group(int number) implements Part {
        @Override
        public String toString() {
            return "${" + number + "}";
        }
    }

    /** A value without variables. */
    public static Template literal(String text) {
        return text.isEmpty() ? EMPTY : new Template(List.of(new Literal(text)));
    }

    /** The value of one variable. */
    public static Template of(Variable variable) {
        return new Template(List.of(new Reference(variable, "")));
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** As it could be written. */
    @Override
    public String toString() {
        return parts.stream().map(Part::toString).collect(Collectors.joining());
    }
}
