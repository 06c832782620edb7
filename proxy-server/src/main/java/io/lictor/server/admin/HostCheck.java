package io.lictor.server.admin;

import java.net.InetAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a web page made a browser send to a loopback address under the page's own name (DNS rebinding).
 * Without state: any thread.
 */
final class HostCheck {

    private HostCheck() {}

    /**
     * Whether a request may be answered. On a loopback address only an IP literal and {@code localhost} are names of this
     * server; elsewhere its names are not known here.
     *
     * @param bound where the server listens
     * @param host the request's Host field
     */
    static boolean allows(InetAddress bound, @Nullable String host) {
        if (!bound.isLoopbackAddress() || host == null) {
            return true;
        }
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.startsWith("[") || isIpv4(name);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** No name of the DNS ends in a label that is a number. */
    private static boolean isIpv4(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> c == '.' || Character.digit(c, 10) >= 0)
                && Character.isDigit(name.charAt(name.length() - 1));
    }
}
