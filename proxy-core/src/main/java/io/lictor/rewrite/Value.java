package io.lictor.rewrite;

import io.lictor.config.Template;
import io.lictor.config.Variable;
import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** A {@link Template} compiled: literals are bytes, variables know what they look for. Immutable: any thread. */
final class Value {

    /*
     * Nothing that a client or a peer sends can end a line: whatever a variable gives is looked over, and a control
     * character becomes an escape. Of the variables only $uri can hold one, because it is decoded.
     */

    /** Where a value stands, so which bytes of variables cannot stand there. */
    enum Place {
        FIELD,
        URI,
        /** What is asked of a peer: a URI without a fragment. */
        TARGET
    }

    private static final boolean[] UNSAFE_IN_FIELD = new boolean[256];
    private static final boolean[] UNSAFE_IN_URI = new boolean[256];
    private static final boolean[] UNSAFE_IN_TARGET = new boolean[256];
    private static final boolean[] UNSAFE_IN_PATH = new boolean[256];

    static {
        for (int b = 0; b < 256; b++) {
            UNSAFE_IN_FIELD[b] = b < ' ' && b != '\t' || b == 0x7f;
            UNSAFE_IN_URI[b] = b <= ' ' || b >= 0x7f || "\"<>\\^`{|}".indexOf(b) >= 0;
            UNSAFE_IN_TARGET[b] = UNSAFE_IN_URI[b] || b == '#';
            UNSAFE_IN_PATH[b] = UNSAFE_IN_TARGET[b] || b == '?';
        }
    }

    /** One of: text, a variable, a group. */
    private record Piece(byte[] text, Variables.@Nullable Use use, int group) {}

    private final Piece[] pieces;

    private Value(Piece[] pieces) {
        this.pieces = pieces;
    }

    static Value of(Template template, String serverName) {
        List<Piece> pieces =
                template.parts().stream().map(part -> piece(part, serverName)).toList();
        return new Value(pieces.toArray(new Piece[0]));
    }

    private static Piece piece(Template.Part part, String serverName) {
        if (part instanceof Template.Literal literal) {
            return new Piece(Ascii.bytes(literal.text()), null, 0);
        }
        if (part instanceof Template.Reference reference) {
            return new Piece(new byte[0], Variables.use(reference, serverName), 0);
        }
        return new Piece(new byte[0], null, ((Template.Group) part).number());
    }

    /** Appends the value of a field or of a URI. */
    void write(Subject subject, Place place, ByteScratch out) {
        for (Piece piece : pieces) {
            if (piece.use() == null) {
                out.put(piece.text());
            } else {
                variable(piece.use(), subject, place, out);
            }
        }
    }

    /** Appends what replaces a path: groups of {@code matcher} in {@code text} are encoded again. */
    void write(Subject subject, Matcher matcher, CharSequence text, ByteScratch out) {
        for (Piece piece : pieces) {
            if (piece.group() > 0) {
                int start = out.length();
                PathText.put(text, matcher.start(piece.group()), matcher.end(piece.group()), out);
                out.escape(start, UNSAFE_IN_PATH);
            } else if (piece.use() == null) {
                out.put(piece.text());
            } else {
                variable(piece.use(), subject, Place.TARGET, out);
            }
        }
    }

    /** Appends what replaces a URL: groups of {@code matcher} in {@code url}, whose characters are bytes, as they came. */
    void writeUrl(Subject subject, Matcher matcher, String url, ByteScratch out) {
        for (Piece piece : pieces) {
            int start = out.length();
            if (piece.group() > 0 && matcher.start(piece.group()) >= 0) {
                out.put(url.substring(matcher.start(piece.group()), matcher.end(piece.group()))
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.escape(start, UNSAFE_IN_URI);
            } else if (piece.use() == null) {
                out.put(piece.text());
            } else {
                variable(piece.use(), subject, Place.URI, out);
            }
        }
    }

    private static void variable(Variables.Use use, Subject subject, Place place, ByteScratch out) {
        int start = out.length();
        Variables.write(use, subject, out);
        out.escape(start, unsafe(use.variable() == Variable.URI, place));
    }

    /**
     * What of a variable cannot stand in {@code place}.
     *
     * @param decoded whether it is a path without its escapes
     */
    private static boolean[] unsafe(boolean decoded, Place place) {
        if (decoded && place != Place.FIELD) {
            return UNSAFE_IN_PATH;
        }
        return switch (place) {
            case FIELD -> UNSAFE_IN_FIELD;
            case URI -> UNSAFE_IN_URI;
            case TARGET -> UNSAFE_IN_TARGET;
        };
    }
}
