package io.lictor.upstream;

import io.lictor.config.Address;
import io.lictor.http.Ascii;
import java.net.InetSocketAddress;

/**
 * An address that connections go to. Shared by every upstream that lists it, and so are its idle connections.
 *
 * <p>Any thread.
 */
public final class Endpoint {

    private final Address address;
    private final InetSocketAddress socketAddress;
    private final IdleConnections idleConnections;
    private final byte[] authority;
    private volatile boolean retired;

    Endpoint(Address address, InetSocketAddress socketAddress, int loops) {
        this.address = address;
        this.socketAddress = socketAddress;
        this.idleConnections = new IdleConnections(loops);
        this.authority = Ascii.bytes(address.toString());
    }

    public Address address() {
        return address;
    }

    /** {@code HOST:PORT} in ASCII, as it stands in Host. Shared: read only. */
    public byte[] authority() {
        return authority;
    }

    /** Where to connect to: resolved. */
    public InetSocketAddress socketAddress() {
        return socketAddress;
    }

    /** How many idle connections to it each event loop keeps. */
    public IdleConnections idleConnections() {
        return idleConnections;
    }

    /** Whether no upstream lists it any more: its connections are not kept. */
    public boolean isRetired() {
        return retired;
    }

    void retired(boolean nowRetired) {
        retired = nowRetired;
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
