package io.lictor.server.importer;

import io.lictor.server.importer.ConfLexer.Kind;
import io.lictor.server.importer.ConfLexer.Token;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads a configuration and all that it includes into directives. Used by one thread, once. */
final class ConfReader {

    private static final int MOST_INCLUDES = 200;
    private static final int DEEPEST = 16;

    /**
     * What was read.
     *
     * @param missing the {@code include}s of one file that is not there
     */
    record Result(List<Directive> directives, List<Directive> missing) {}

    private final List<Directive> missing = new ArrayList<>();
    private final Path base;
    private int number;
    private int included;

    private ConfReader(Path root) {
        Path parent = root.toAbsolutePath().getParent();
        this.base = parent == null ? Path.of("/") : parent;
    }

    /**
     * The directives of a file. An {@code include} stays where it is, and what it includes stands behind it.
     *
     * @throws ImportException with the file and the line
     * @throws IOException when the file itself cannot be read
     */
    static Result read(Path file) throws ImportException, IOException {
        ConfReader reader = new ConfReader(file);
        List<Directive> directives = reader.parse(reader.shown(file), Files.readString(file), 0);
        return new Result(directives, reader.missing);
    }

    /** As seen from the folder of the first file. */
    private String shown(Path file) {
        Path absolute = file.toAbsolutePath();
        return absolute.startsWith(base) ? base.relativize(absolute).toString() : file.toString();
    }

    private List<Directive> parse(String file, String text, int depth) throws ImportException, IOException {
        List<String> lines = text.lines().toList();
        List<Token> tokens = ConfLexer.tokens(file, Templates.plain(text));
        int[] at = {0};
        List<Directive> directives = block(file, lines, tokens, at, depth);
        if (at[0] < tokens.size()) {
            throw new ImportException(file + ":" + tokens.get(at[0]).line(), "} without { (expected: a directive)");
        }
        return directives;
    }

    /** Up to the closing brace, which is not taken, or to the end. */
    private List<Directive> block(String file, List<String> lines, List<Token> tokens, int[] at, int depth)
            throws ImportException, IOException {
        List<Directive> directives = new ArrayList<>();
        while (at[0] < tokens.size() && tokens.get(at[0]).kind() != Kind.CLOSE) {
            Token first = tokens.get(at[0]);
            if (first.kind() != Kind.WORD) {
                throw new ImportException(file + ":" + first.line(), first.text() + " (expected: a directive)");
            }
            List<String> args = new ArrayList<>();
            for (at[0]++; at[0] < tokens.size() && tokens.get(at[0]).kind() == Kind.WORD; at[0]++) {
                args.add(tokens.get(at[0]).text());
            }
            Kind end = at[0] == tokens.size() ? Kind.CLOSE : tokens.get(at[0]).kind();
            if (end == Kind.CLOSE) {
                throw new ImportException(
                        file + ":" + first.line(), "\"" + first.text() + "\" does not end (expected: ; or {)");
            }
            at[0]++;
            int mine = number++;
            List<Directive> inner = List.of();
            if (end == Kind.OPEN) {
                inner = block(file, lines, tokens, at, depth);
                if (at[0] == tokens.size()) {
                    throw new ImportException(
                            file + ":" + first.line(), "\"" + first.text() + " {\" is not closed (expected: })");
                }
                at[0]++;
            }
            directives.add(new Directive(
                    mine,
                    file,
                    first.line(),
                    written(lines, first.line()),
                    first.text(),
                    args,
                    end == Kind.OPEN,
                    inner));
            if (first.text().equals("include") && args.size() == 1 && depth < DEEPEST) {
                List<Path> files = included(args.get(0));
                if (files.isEmpty() && !args.get(0).matches(".*[*?\\[].*")) {
                    missing.add(directives.get(directives.size() - 1));
                }
                for (Path path : files) {
                    directives.addAll(parse(shown(path), Files.readString(path), depth + 1));
                }
            }
        }
        return directives;
    }

    private static String written(List<String> lines, int line) {
        String text = lines.get(line - 1).strip();
        return text.contains("{{") ? text : "";
    }

    /** The files of a pattern, in their order; none where it names none. */
    private List<Path> included(String pattern) throws IOException {
        Path whole = base.resolve(pattern);
        Path folder = whole;
        int steps = 0;
        while (folder != null && folder.toString().matches(".*[*?\\[].*")) {
            folder = folder.getParent();
            steps++;
        }
        if (steps == 0) {
            return Files.isReadable(whole) && included++ < MOST_INCLUDES ? List.of(whole) : List.of();
        }
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + whole);
        try (Stream<Path> found = Files.walk(folder, steps)) {
            return found.filter(path -> matcher.matches(path) && Files.isRegularFile(path))
                    .sorted()
                    .filter(path -> included++ < MOST_INCLUDES)
                    .toList();
        }
    }
}
