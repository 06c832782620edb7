package io.lictor.http;

import java.util.Arrays;

/**
 * Finds the client behind a trusted proxy, from the end of the list that the proxy sends, as nginx does.
 *
 * <p>One a connection, on its event loop. Holds the address it found last: a proxy that keeps a connection for one client
 * costs nothing.
 */
public final class RealClient {

    private static final byte[] NONE = {};

    private final TrustedProxies proxies;
    private final IpAddress address = new IpAddress();
    private byte[] last = NONE;

    /** The element under way: where its address starts, and how long it is. */
    private int start;

    private int length;

    public RealClient(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** The address of the client of {@code request}; {@code connected}, the proxy's own, when it tells none. */
    public byte[] address(Head request, byte[] connected) {
        int found = -1;
        int foundLength = 0;
        boolean goesOn = true;
        for (int field = proxies.lastField(request, request.fieldCount());
                field >= 0 && goesOn;
                field = proxies.lastField(request, field)) {
            int begin = request.valueOffset(field);
            int end = begin + request.valueLength(field);
            while (end > begin && goesOn) {
                int from = afterComma(request.bytes(), begin, end);
                if (readElement(request.bytes(), from, end)) {
                    found = start;
                    foundLength = length;
                    goesOn = proxies.isRecursive() && proxies.trust(address.octets(), address.length());
                } else {
                    // What is no address ends the list: what stands before it nobody vouches for.
                    goesOn = false;
                }
                end = from - 1;
            }
        }
        if (found < 0) {
            return connected;
        }
        if (!Arrays.equals(request.bytes(), found, found + foundLength, last, 0, last.length)) {
            last = Arrays.copyOfRange(request.bytes(), found, found + foundLength);
        }
        return last;
    }

    private static int afterComma(byte[] bytes, int begin, int end) {
        int from = end;
        while (from > begin && bytes[from - 1] != ',') {
            from--;
        }
        return from;
    }

    /** Reads {@code ADDRESS}, {@code ADDRESS:PORT} or {@code [ADDRESS]:PORT}; false when it is none of them. */
    private boolean readElement(byte[] bytes, int from, int to) {
        start = from;
        int end = to;
        while (start < end && Ascii.isBlank(bytes[start])) {
            start++;
        }
        while (end > start && Ascii.isBlank(bytes[end - 1])) {
            end--;
        }
        if (start < end && bytes[start] == '[') {
            start++;
            length = indexOf(bytes, ']', start, end) - start;
        } else {
            // A single colon begins a port; an IPv6 address has more.
            int colon = indexOf(bytes, ':', start, end);
            boolean port = colon < end && indexOf(bytes, ':', colon + 1, end) == end;
            length = (port ? colon : end) - start;
        }
        return address.read(bytes, start, length);
    }

    private static int indexOf(byte[] bytes, int b, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != b) {
            i++;
        }
        return i;
    }
}
