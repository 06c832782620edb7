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
    private final ListedAddress listed = new ListedAddress();
    private byte[] last = NONE;

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
                if (listed.read(request.bytes(), from, end)) {
                    found = listed.start();
                    foundLength = listed.length();
                    goesOn = proxies.isRecursive()
                            && proxies.trust(
                                    listed.address().octets(), listed.address().length());
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
}
