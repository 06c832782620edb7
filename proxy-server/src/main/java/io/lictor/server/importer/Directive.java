package io.lictor.server.importer;

import java.util.List;

/**
 * One directive of a configuration. Immutable.
 *
 * @param number counts up over all that was read: no two have the same
 * @param file where it stands
 * @param line where it stands, from 1
 * @param written its line, where actions of a template stand in it; else empty
 * @param name its first word
 * @param args the others, without their quotes
 * @param isBlock whether it ends in braces
 * @param block what stands in them
 */
record Directive(
        int number,
        String file,
        int line,
        String written,
        String name,
        List<String> args,
        boolean isBlock,
        List<Directive> block) {

    Directive {
        args = List.copyOf(args);
        block = List.copyOf(block);
    }

    /** The argument at {@code i}; empty where there is none. */
    String arg(int i) {
        return i < args.size() ? args.get(i) : "";
    }

    String place() {
        return file + ":" + line;
    }

    /** As it was written, or could be, without what is in its braces. */
    String text() {
        if (!written.isEmpty()) {
            return written;
        }
        StringBuilder text = new StringBuilder(name);
        for (String arg : args) {
            boolean plain = !arg.isEmpty() && arg.chars().noneMatch(c -> Character.isWhitespace(c) || c == '"');
            text.append(' ').append(plain ? arg : "'" + arg + "'");
        }
        return text.append(isBlock ? " {" : ";").toString();
    }
}
