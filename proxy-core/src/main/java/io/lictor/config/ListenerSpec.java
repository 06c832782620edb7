package io.lictor.config;

import java.net.InetSocketAddress;

/**
 * A listener as it should be.
 *
 * @param address where clients come in; port 0 lets the system choose
 * @param options how its connections are treated
 */
public record ListenerSpec(InetSocketAddress address, ListenerOptions options) {

    /** A listener that treats its connections as nginx does by default. */
    public static ListenerSpec at(InetSocketAddress address) {
        return new ListenerSpec(address, ListenerOptions.DEFAULT);
    }
}
