package io.lictor.exchange;

import io.lictor.http.Ascii;
import io.lictor.http.Hex;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An exchange's identity in 32 hexadecimal digits, of 16 random bytes: nginx's {@code $request_id}. Made when it is first
 * asked for.
 *
 * <p>Confined to the exchange's event loop. It tells exchanges apart, and is no secret.
 */
final class RequestId {

    private final byte[] digits = new byte[32];
    private boolean made;

    /** The next exchange has another. */
    void clear() {
        made = false;
    }

    /** The digits. Shared: read only, until the exchange ends. */
    byte[] digits() {
        if (!made) {
            made = true;
            put(0, ThreadLocalRandom.current().nextLong());
            put(16, ThreadLocalRandom.current().nextLong());
        }
        return digits;
    }

    private void put(int offset, long bits) {
        for (int i = 0; i < 16; i++) {
            digits[offset + i] = (byte) Ascii.toLower(Hex.digit((int) (bits >>> 4 * i)));
        }
    }
}
