package io.lictor.health;

import io.lictor.config.Address;
import io.lictor.config.HealthCheck;
import io.lictor.http.Ascii;
import io.lictor.upstream.Endpoint;
import java.net.InetSocketAddress;

/**
 * Which check: peers of any upstreams with the same key share one.
 *
 * @param endpoint who is asked
 * @param check how
 * @param written the peer's address as it was written: what {@code Host} says
 */
record CheckKey(Endpoint endpoint, HealthCheck check, Address written) {

    /** Where to connect to. */
    InetSocketAddress target() {
        InetSocketAddress serves = endpoint.socketAddress();
        return check.port() == 0 ? serves : new InetSocketAddress(serves.getAddress(), check.port());
    }

    /** The request of an HTTP check. */
    byte[] request() {
        int port = check.port() == 0 ? written.port() : check.port();
        String host = new Address(written.host(), port).toString();
        return Ascii.bytes("GET " + check.uri() + " HTTP/1.1\r\nHost: "
                + (port == (endpoint.tls().on() ? 443 : 80) ? host.substring(0, host.lastIndexOf(':')) : host)
                + "\r\nUser-Agent: Lictor (health-check)\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    }
}
