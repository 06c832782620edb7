package io.lictor.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a peer listens: a host (an IP literal or a name) and a port.
 *
 * <p>An IPv6 literal is kept without its brackets; {@link #toString()} puts them back, so that the text is the one nginx
 * writes in {@code $upstream_addr}.
 *
 * @param host an IP literal or a host name, lower case, never empty
 * @param port 1 to 65535
 */
public record Address(String host, int port) {

    /** Not the characters that end a host in a URL: {@code http://a/b} is no address. */
    private static final Pattern HOST = Pattern.compile("[^\\s/?#@\\[\\]]+");

    public Address {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host: \"\" (expected: an IP address or a name)");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
        }
        host = host.toLowerCase(Locale.ROOT);
    }

    /**
     * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code HOST} alone.
     *
     * @param text what was written
     * @param defaultPort the port when none is written, or 0 when one must be
     * @throws IllegalArgumentException when it is none of these; the message says what was expected
     */
    public static Address parse(String text, int defaultPort) {
        String host = text;
        String port = "";
        int bracket = text.lastIndexOf(']');
        int colon = text.lastIndexOf(':');
        if (colon > bracket) {
            host = text.substring(0, colon);
            port = text.substring(colon + 1);
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: HOST:PORT; an IPv6 address in brackets)");
        }
        if (!HOST.matcher(host).matches() || (port.isEmpty() && defaultPort == 0)) {
            throw new IllegalArgumentException("\"" + text + "\" (expected: HOST:PORT)");
        }
        return new Address(host, port.isEmpty() ? defaultPort : parsePort(text, port));
    }

    /** Whether the host is an IP address, so that there is nothing to resolve. */
    public boolean isLiteral() {
        return host.indexOf(':') >= 0 || isIpv4(host);
    }

    /** Four numbers up to 255: what Java takes beyond that for an address, such as 127.1, is a name here. */
    private static boolean isIpv4(String host) {
        // By hand: every peer is asked for it at every change, and there may be tens of thousands.
        int numbers = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= host.length(); i++) {
            char c = i == host.length() ? '.' : host.charAt(i);
            if (c == '.') {
                boolean padded = digits == 3 && value < 100;
                if (digits == 0 || digits > 3 || padded || value > 255) {
                    return false;
                }
                numbers++;
                digits = 0;
                value = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                digits++;
                value = value * 10 + c - '0';
            } else {
                return false;
            }
        }
        return numbers == 4;
    }

    private static int parsePort(String text, String port) {
        try {
            int number = Integer.parseInt(port);
            if (number >= 1 && number <= 65535 && Character.isDigit(port.charAt(0))) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through: not a number and out of range are one error to whoever wrote it.
        }
        throw new IllegalArgumentException("\"" + text + "\": port \"" + port + "\" (expected: 1 to 65535)");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
