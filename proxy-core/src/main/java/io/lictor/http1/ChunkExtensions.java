package io.lictor.http1;

/**
 * Reads the extensions of a chunk by the letter: RFC 9112 section 7.1.1. Nobody makes use of them, but another parser may
 * end them elsewhere, and with them the chunk.
 *
 * <pre>{@code *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )}</pre>
 *
 * <p>Confined to one event loop. Holds no bytes.
 */
final class ChunkExtensions {

    /** Of one chunk: enough for every known use, too little to be a load. */
    private static final int MOST = 8 << 10;

    /** What the bytes so far are. */
    private enum State {
        BEFORE_SEMICOLON,
        BEFORE_NAME,
        NAME,
        BEHIND_NAME,
        BEFORE_VALUE,
        VALUE,
        QUOTED,
        ESCAPED,
        QUOTED_END
    }

    private State state = State.BEFORE_SEMICOLON;
    private int length;

    /** Ready for the first byte behind a chunk's size. */
    void begin() {
        state = State.BEFORE_SEMICOLON;
        length = 0;
    }

    /** Whether the line may end here: not behind blanks, nor with anything half said. */
    boolean mayEnd() {
        return state == State.NAME || state == State.VALUE || state == State.QUOTED_END;
    }

    /** Takes one byte that is not CR; false when it cannot stand here. */
    boolean accept(byte b) {
        return ++length <= MOST
                && switch (state) {
                    case BEFORE_SEMICOLON -> isBlank(b) || b == ';' && go(State.BEFORE_NAME);
                    case BEFORE_NAME -> isBlank(b) || HeadBytes.isTchar(b) && go(State.NAME);
                    case NAME ->
                        HeadBytes.isTchar(b) || b == '=' && go(State.BEFORE_VALUE) || next(b, State.BEHIND_NAME);
                    case BEHIND_NAME -> b == '=' && go(State.BEFORE_VALUE) || next(b, State.BEHIND_NAME);
                    case BEFORE_VALUE ->
                        isBlank(b) || b == '"' && go(State.QUOTED) || HeadBytes.isTchar(b) && go(State.VALUE);
                    case VALUE -> HeadBytes.isTchar(b) || next(b, State.BEFORE_SEMICOLON);
                    case QUOTED -> b == '"' && go(State.QUOTED_END) || b == '\\' && go(State.ESCAPED) || isText(b);
                    case ESCAPED -> isText(b) && go(State.QUOTED);
                    case QUOTED_END -> next(b, State.BEFORE_SEMICOLON);
                };
    }

    /** Another extension, or blanks before one. */
    private boolean next(byte b, State behindBlanks) {
        return b == ';' && go(State.BEFORE_NAME) || isBlank(b) && go(behindBlanks);
    }

    private boolean go(State next) {
        state = next;
        return true;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isText(byte b) {
        return b >= ' ' && b != 0x7f || b == '\t' || b < 0;
    }
}
