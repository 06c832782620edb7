package io.lictor.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of one request or response: its bytes, and an index of where things are in them.
 *
 * <p>Confined to the event loop of its connection. Owns its array; no receive buffer is held. Filled by a parser, not
 * changed after, emptied by {@link #clear()} and used again.
 *
 * <p>Slots of the start line are pairs of offset and length into {@link #bytes()}. Field {@code i} is its line from
 * {@link #lineStart} to {@link #lineEnd} (CRLF included), so that runs of untouched fields are copied at once.
 */
public final class Head {

    /** {@link #bodyLength()} of a body in chunks. */
    public static final long CHUNKED = -1;

    /** {@link #bodyLength()} of a response body that ends with its connection. */
    public static final long UNTIL_CLOSE = -2;

    /*
     * An HTTP/1 parser fills this from the wire; a decoder of HTTP/2 fills the same slots from its pseudo-fields, so that
     * routing, rewriting and logging know one representation (docs/adr/0003).
     */

    private static final int INTS_PER_FIELD = 4;
    private static final int INITIAL_BYTES = 2048;
    private static final int INITIAL_FIELDS = 32;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;
    private int[] index = new int[INITIAL_FIELDS * INTS_PER_FIELD];
    private int fieldCount;
    private int fieldsEnd;
    private long names;

    private int startLineEnd;
    private int methodLength;
    private int targetOffset;
    private int targetLength;
    private int pathOffset;
    private int pathLength;
    private int authorityOffset;
    private int authorityLength;
    private int minorVersion;
    private int status;
    private long bodyLength;
    private boolean keepAlive;

    /** The bytes; what lies behind {@link #length()} has no meaning. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many of {@link #bytes()} belong to the head. */
    public int length() {
        return length;
    }

    public void length(int newLength) {
        length = newLength;
    }

    /** Makes room for {@code capacity} bytes in all; what is there stays. */
    public void ensureCapacity(int capacity) {
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(capacity, bytes.length * 2));
        }
    }

    /** Forgets everything; gives back an array that one large head made grow. */
    public void clear() {
        length = 0;
        fieldCount = 0;
        names = 0;
        startLineEnd = 0;
        methodLength = 0;
        targetOffset = 0;
        targetLength = 0;
        pathOffset = 0;
        pathLength = 0;
        authorityOffset = 0;
        authorityLength = 0;
        minorVersion = 1;
        status = 0;
        bodyLength = 0;
        keepAlive = false;
        if (bytes.length > INITIAL_BYTES * 2) {
            bytes = new byte[INITIAL_BYTES];
        }
        if (index.length > INITIAL_FIELDS * INTS_PER_FIELD * 4) {
            index = new int[INITIAL_FIELDS * INTS_PER_FIELD];
        }
    }

    /** Adds a field whose line ends before {@code lineEnd}. */
    public void addField(int number, int nameOffset, int nameLength, int valueOffset, int valueLength, int lineEnd) {
        int at = fieldCount * INTS_PER_FIELD;
        if (at == index.length) {
            index = Arrays.copyOf(index, index.length * 2);
        }
        index[at] = nameOffset;
        index[at + 1] = number << 24 | nameLength;
        index[at + 2] = valueOffset;
        index[at + 3] = valueLength;
        fieldCount++;
        names |= FieldName.bit(number);
        fieldsEnd = lineEnd;
    }

    public int fieldCount() {
        return fieldCount;
    }

    /** Which well-known names occur, as the bits of {@link FieldName#bit}. */
    public long names() {
        return names;
    }

    /** Whether a field of this well-known name occurs. */
    public boolean has(int number) {
        return (names & FieldName.bit(number)) != 0;
    }

    /** The first field of this well-known name, or -1. */
    public int find(int number) {
        return has(number) ? findFrom(0, number) : -1;
    }

    /** The first field of this well-known name that is not before field {@code from}, or -1. */
    public int findFrom(int from, int number) {
        for (int i = from; i < fieldCount; i++) {
            if (number(i) == number) {
                return i;
            }
        }
        return -1;
    }

    /** The well-known number of field {@code i}'s name. */
    public int number(int i) {
        return index[i * INTS_PER_FIELD + 1] >>> 24;
    }

    public int nameOffset(int i) {
        return index[i * INTS_PER_FIELD];
    }

    public int nameLength(int i) {
        return index[i * INTS_PER_FIELD + 1] & 0xffffff;
    }

    public int valueOffset(int i) {
        return index[i * INTS_PER_FIELD + 2];
    }

    public int valueLength(int i) {
        return index[i * INTS_PER_FIELD + 3];
    }

    /** Where field {@code i}'s line starts: at its name. */
    public int lineStart(int i) {
        return index[i * INTS_PER_FIELD];
    }

    /** Where field {@code i}'s line ends, behind its CRLF. */
    public int lineEnd(int i) {
        return i + 1 < fieldCount ? index[(i + 1) * INTS_PER_FIELD] : fieldsEnd;
    }

    /** Sets the slots of a request line. */
    public void requestLine(int newMethodLength, int newTargetOffset, int newTargetLength, int newMinorVersion) {
        methodLength = newMethodLength;
        targetOffset = newTargetOffset;
        targetLength = newTargetLength;
        minorVersion = newMinorVersion;
    }

    /** Sets the slots of a status line. */
    public void statusLine(int newStatus, int newMinorVersion) {
        status = newStatus;
        minorVersion = newMinorVersion;
    }

    /** Sets where the start line ends, before its CRLF. */
    public void startLineEnd(int end) {
        startLineEnd = end;
    }

    /** Where the start line ends, before its CRLF; it starts at 0. */
    public int startLineEnd() {
        return startLineEnd;
    }

    /** Sets where the path (with its query) is, once the target is understood. */
    public void path(int offset, int newLength) {
        pathOffset = offset;
        pathLength = newLength;
    }

    /** Sets where the authority is: in an absolute target, or the value of Host. */
    public void authority(int offset, int newLength) {
        authorityOffset = offset;
        authorityLength = newLength;
    }

    /** The method is the first {@code methodLength()} bytes. */
    public int methodLength() {
        return methodLength;
    }

    public int targetOffset() {
        return targetOffset;
    }

    public int targetLength() {
        return targetLength;
    }

    public int pathOffset() {
        return pathOffset;
    }

    /** Length of the path with its query. */
    public int pathLength() {
        return pathLength;
    }

    public int authorityOffset() {
        return authorityOffset;
    }

    public int authorityLength() {
        return authorityLength;
    }

    /** 0 or 1: the head is of HTTP/1.0 or of HTTP/1.1. */
    public int minorVersion() {
        return minorVersion;
    }

    /** The status of a response. */
    public int status() {
        return status;
    }

    /** Sets what the body's framing and the connection's persistence were found to be. */
    public void framing(long newBodyLength, boolean newKeepAlive) {
        bodyLength = newBodyLength;
        keepAlive = newKeepAlive;
    }

    /** The body's length in bytes, {@link #CHUNKED} or {@link #UNTIL_CLOSE}; 0 for none. Set by {@link Framing}. */
    public long bodyLength() {
        return bodyLength;
    }

    /** Whether the sender keeps the connection after this message (RFC 9112 section 9.3). Set by {@link Framing}. */
    public boolean keepAlive() {
        return keepAlive;
    }

    /** Whether the method is {@code name}; methods are case-sensitive (RFC 9110 section 9.1). */
    public boolean isMethod(byte[] name) {
        return methodLength == name.length && Arrays.equals(bytes, 0, methodLength, name, 0, name.length);
    }

    /** Field {@code i}'s value as text: for tests and messages, not for the data path. */
    public String value(int i) {
        return text(valueOffset(i), valueLength(i));
    }

    /** Some of the bytes as text: for tests and messages, not for the data path. */
    public String text(int offset, int textLength) {
        return new String(bytes, offset, textLength, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return text(0, length);
    }
}
