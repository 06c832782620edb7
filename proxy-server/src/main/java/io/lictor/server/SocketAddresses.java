package io.lictor.server;

import io.lictor.server.Environment.Value;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Reads {@code [HOST:]PORT}: where to listen. Without state. */
final class SocketAddresses {

    private static final String EXPECTED = "[HOST:]PORT, with an IPv6 address in brackets and a port from 0 to 65535";

    private SocketAddresses() {}

    /** Port 0 lets the system choose; without a host it is every address. */
    static InetSocketAddress parse(Value value) throws UsageException {
        String text = value.text();
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "*" : text.substring(0, colon);
        int port = port(value, text.substring(colon + 1));
        if (host.equals("*")) {
            return new InetSocketAddress(port);
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || (!bracketed && host.indexOf(':') >= 0)) {
            throw value.expected(EXPECTED);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new UsageException(value.place() + " \"" + text + "\": no address is known for \"" + host + "\"");
        }
    }

    private static int port(Value value, String text) throws UsageException {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65535) {
            throw value.expected(EXPECTED);
        }
        return port;
    }
}
