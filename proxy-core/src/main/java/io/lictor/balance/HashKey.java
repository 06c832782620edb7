package io.lictor.balance;

import io.lictor.config.Balance;
import io.lictor.http.Ascii;
import io.lictor.http.Cookie;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import io.lictor.upstream.PickRequest;
import java.util.zip.CRC32;

/**
 * What is hashed of a request: where its bytes are, and their CRC-32, which is nginx's.
 *
 * <p>Confined to its loop. Refers to the bytes of the last request until the next one is read.
 */
final class HashKey {

    private static final byte[] NOTHING = {};

    private final Balance.Key key;
    private final byte[] name;
    private final int fieldNumber;
    private final CRC32 crc = new CRC32();
    private final RequestPath normalPath = new RequestPath();

    private byte[] bytes = NOTHING;
    private int offset;
    private int length;
    private byte[] lowerCase = new byte[64];

    HashKey(Balance balance) {
        key = balance.key();
        name = Ascii.bytes(balance.name());
        fieldNumber = key == Balance.Key.HEADER ? FieldName.number(name, 0, name.length) : FieldName.COOKIE;
    }

    /** Finds the key of {@code request}; false when it has none. */
    boolean read(PickRequest request) {
        length = 0;
        Head head = request.request();
        switch (key) {
            case NONE -> {}
            case URI -> at(head.bytes(), head.pathOffset(), head.pathLength());
            case PATH -> path(head);
            case HOST -> host(head);
            case REMOTE_ADDR -> at(request.clientAddress(), 0, request.clientAddress().length);
            case COOKIE -> cookie(head);
            case HEADER -> header(head);
        }
        return length > 0;
    }

    /** The key's hash. */
    long crc() {
        crc.reset();
        crc.update(bytes, offset, length);
        return crc.getValue();
    }

    /** The hash of {@code number} in decimal and the key behind it: nginx's next try. */
    long crc(byte[] digits, int count) {
        crc.reset();
        crc.update(digits, 0, count);
        crc.update(bytes, offset, length);
        return crc.getValue();
    }

    private void at(byte[] newBytes, int newOffset, int newLength) {
        bytes = newBytes;
        offset = newOffset;
        length = newLength;
    }

    /** The bytes that the route was found by. */
    private void path(Head head) {
        if (!normalPath.of(head).isViolation()) {
            at(normalPath.bytes(), normalPath.offset(), normalPath.length());
        }
    }

    private void host(Head head) {
        int size = head.authorityLength();
        if (lowerCase.length < size) {
            lowerCase = new byte[size * 2];
        }
        int end = size;
        for (int i = 0; i < size; i++) {
            int b = head.bytes()[head.authorityOffset() + i];
            lowerCase[i] = (byte) Ascii.toLower(b);
            // The last colon begins the port, unless it stands in the brackets of an IPv6 address.
            end = b == ':' ? i : b == ']' ? size : end;
        }
        at(lowerCase, 0, end);
    }

    private void cookie(Head head) {
        long value = Cookie.find(head, name);
        if (value >= 0) {
            at(head.bytes(), (int) (value >>> 32), (int) value);
        }
    }

    private void header(Head head) {
        for (int i = head.findFrom(0, fieldNumber); i >= 0; i = head.findFrom(i + 1, fieldNumber)) {
            if (fieldNumber != FieldName.OTHER
                    || Ascii.equalsLowerCase(head.bytes(), head.nameOffset(i), head.nameLength(i), name)) {
                at(head.bytes(), head.valueOffset(i), head.valueLength(i));
                return;
            }
        }
    }
}
