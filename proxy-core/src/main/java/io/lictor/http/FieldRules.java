package io.lictor.http;

/** Which fields whoever extends the proxy may put into a message. Without state: any thread. */
public final class FieldRules {

    /** Those that frame the message or are of one connection, and those that we answer or say ourselves. */
    private static final long OURS = FieldName.bit(FieldName.CONNECTION)
            | FieldName.bit(FieldName.CONTENT_LENGTH)
            | FieldName.bit(FieldName.DATE)
            | FieldName.bit(FieldName.EXPECT)
            | FieldName.bit(FieldName.HTTP2_SETTINGS)
            | FieldName.bit(FieldName.KEEP_ALIVE)
            | FieldName.bit(FieldName.PROXY_CONNECTION)
            | FieldName.bit(FieldName.TE)
            | FieldName.bit(FieldName.TRAILER)
            | FieldName.bit(FieldName.TRANSFER_ENCODING)
            | FieldName.bit(FieldName.UPGRADE);

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private FieldRules() {}

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException when it is no name, or one of ours; the message says what was expected
     */
    public static void checkName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && TOKEN_MARKS.indexOf(c) < 0) {
                throw new IllegalArgumentException("field: \"" + name + "\" (expected: a name, RFC 9110 section 5.1)");
            }
        }
        byte[] bytes = Ascii.bytes(name);
        if (bytes.length == 0
                || (FieldName.bit(FieldName.number(bytes, 0, bytes.length)) & OURS) != 0
                || FieldName.isLookalike(bytes, 0, bytes.length) && name.indexOf('_') >= 0) {
            throw new IllegalArgumentException("field: \"" + name
                    + "\" (expected: none of framing or of one connection, nor one that looks like it)");
        }
    }

    /**
     * Checks a value: one line of Latin-1 (RFC 9110 section 5.5).
     *
     * @throws IllegalArgumentException when it is none
     */
    public static void checkValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("value of a field (expected: one line of Latin-1)");
            }
        }
    }
}
