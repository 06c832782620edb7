package io.lictor.http;

/**
 * One element of a list of addresses as proxies write it: {@code ADDRESS}, {@code ADDRESS:PORT} or {@code [ADDRESS]:PORT},
 * with blanks around it.
 *
 * <p>For one thread, used for one element after the other.
 */
final class ListedAddress {

    private final IpAddress address = new IpAddress();
    private int start;
    private int length;

    /** Reads {@code bytes[from, to)}; false when it is none of them. */
    boolean read(byte[] bytes, int from, int to) {
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

    /** The address that was read. */
    IpAddress address() {
        return address;
    }

    /** Where it stands, without its port. */
    int start() {
        return start;
    }

    /** How many bytes it has there. */
    int length() {
        return length;
    }

    private static int indexOf(byte[] bytes, int b, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != b) {
            i++;
        }
        return i;
    }
}
