package io.lictor.rewrite;

import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The field {@code Via} (RFC 9110 section 7.6.3): which proxies a message passed. Ours is a pseudonym with a number of
 * this engine, so that a request that comes back is known. Immutable: any thread.
 */
public final class Via {

    private static final byte[] NAME = Ascii.bytes("Via: 1.");

    private final byte[] pseudonym;

    private Via(String pseudonym) {
        this.pseudonym = Ascii.bytes(pseudonym);
    }

    /** That of one engine: {@code lictor-} and 8 hexadecimal digits. */
    public static Via random() {
        return new Via(String.format("lictor-%08x", ThreadLocalRandom.current().nextInt()));
    }

    /** Whether {@code request} has passed here before. */
    boolean isIn(Head request) {
        for (int i = request.find(FieldName.VIA); i >= 0; i = request.findFrom(i + 1, FieldName.VIA)) {
            if (isIn(request.bytes(), request.valueOffset(i), request.valueLength(i))) {
                return true;
            }
        }
        return false;
    }

    /** Appends our line; it stands behind those that {@code head} has. */
    void put(Head head, ByteScratch out) {
        out.put(NAME);
        out.put('0' + head.minorVersion());
        out.put(' ');
        out.put(pseudonym);
        out.put('\r');
        out.put('\n');
    }

    private boolean isIn(byte[] bytes, int offset, int length) {
        for (int i = offset; i <= offset + length - pseudonym.length; i++) {
            if (Ascii.equalsLowerCase(bytes, i, pseudonym.length, pseudonym)) {
                return true;
            }
        }
        return false;
    }
}
