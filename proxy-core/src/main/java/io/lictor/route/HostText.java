package io.lictor.route;

import io.lictor.config.HostPattern;
import io.lictor.http.Ascii;
import io.lictor.http.Head;
import java.nio.charset.StandardCharsets;

/** The host of a request as routes match it: without its port and without the dot of a fully qualified name. */
final class HostText {

    private HostText() {}

    /** How many bytes of the request's authority it is. */
    static int length(Head request) {
        return length(request.bytes(), request.authorityOffset(), request.authorityLength());
    }

    private static int length(byte[] bytes, int offset, int length) {
        int end = length;
        int colon = end - 1;
        while (colon >= 0 && bytes[offset + colon] >= '0' && bytes[offset + colon] <= '9') {
            colon--;
        }
        if (colon >= 0 && bytes[offset + colon] == ':') {
            end = colon;
        }
        return end > 1 && bytes[offset + end - 1] == '.' ? end - 1 : end;
    }

    /** In lower case. Makes a text. */
    static String of(Head request) {
        return lowerCase(request.bytes(), request.authorityOffset(), length(request));
    }

    static String lowerCase(byte[] bytes, int offset, int length) {
        byte[] lower = new byte[length];
        for (int i = 0; i < length; i++) {
            lower[i] = (byte) Ascii.toLower(bytes[offset + i]);
        }
        return new String(lower, StandardCharsets.ISO_8859_1);
    }

    /** Whether it is what {@code pattern}, whose text is {@code text}, asks for. */
    static boolean is(Head request, HostPattern.Kind pattern, byte[] text) {
        byte[] bytes = request.bytes();
        int offset = request.authorityOffset();
        int length = length(request);
        int rest = length - text.length;
        return switch (pattern) {
            case ANY -> true;
            case EXACT -> Ascii.equalsLowerCase(bytes, offset, length, text);
            case SUFFIX -> rest > 0 && Ascii.equalsLowerCase(bytes, offset + rest, text.length, text);
            case PREFIX -> rest > 0 && Ascii.equalsLowerCase(bytes, offset, text.length, text);
        };
    }
}
