package io.lictor.http;

/** What a request's Expect asks for: RFC 9110 section 10.1.1. */
public enum Expectation {
    /** Nothing. */
    NONE,
    /** {@code 100-continue}: to be told that its body is wanted. */
    CONTINUE,
    /** What nobody knows: 417. */
    UNKNOWN;

    private static final byte[] CONTINUE_100 = Ascii.bytes("100-continue");

    /** What {@code request} expects. Of HTTP/1.0 clients it is ignored. */
    public static Expectation of(Head request) {
        if (!request.has(FieldName.EXPECT) || request.minorVersion() == 0) {
            return NONE;
        }
        Expectation all = NONE;
        for (int i = request.find(FieldName.EXPECT); i >= 0; i = request.findFrom(i + 1, FieldName.EXPECT)) {
            if (Ascii.equalsLowerCase(request.bytes(), request.valueOffset(i), request.valueLength(i), CONTINUE_100)) {
                all = CONTINUE;
            } else if (request.valueLength(i) > 0) {
                return UNKNOWN;
            }
        }
        return all;
    }
}
