package io.lictor.http;

/** How much further a request may go: RFC 9110 section 7.6.2. Only OPTIONS is asked; TRACE goes nowhere. Without state. */
public final class MaxForwards {

    private static final int MOST_DIGITS = 9;

    private MaxForwards() {}

    /** The number in an OPTIONS request's Max-Forwards; -1 where there is none, or nothing that is a number. */
    public static int of(Head request) {
        if (!request.has(FieldName.MAX_FORWARDS) || !Method.isOptions(request)) {
            return -1;
        }
        int field = request.find(FieldName.MAX_FORWARDS);
        int offset = request.valueOffset(field);
        int length = request.valueLength(field);
        if (length == 0 || length > MOST_DIGITS) {
            return -1;
        }
        int number = 0;
        for (int i = offset; i < offset + length; i++) {
            int digit = request.bytes()[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
