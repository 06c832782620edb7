package io.lictor.upstream;

import io.lictor.config.Address;
import io.lictor.config.PeerTls;
import io.lictor.http.Ascii;
import java.net.InetSocketAddress;

/**
 * An address that connections go to, and how they are made: plain, or by TLS in one way. Shared by every upstream that lists
 * it, and so are its idle connections.
 *
 * <p>Any thread.
 */
public final class Endpoint {

    private final Address address;
    private final PeerTls tls;
    private final InetSocketAddress socketAddress;
    private final IdleConnections idleConnections;
    private final byte[] authority;
    private volatile boolean retired;
    private volatile String handshakeFailure = "";

    /** One that is plainly connected to. */
    Endpoint(Address address, InetSocketAddress socketAddress, int loops) {
        this(address, PeerTls.OFF, socketAddress, loops);
    }

    Endpoint(Address address, PeerTls tls, InetSocketAddress socketAddress, int loops) {
        this.address = address;
        this.tls = tls;
        this.socketAddress = socketAddress;
        this.idleConnections = new IdleConnections(loops);
        this.authority = Ascii.bytes(address.toString());
    }

    public Address address() {
        return address;
    }

    /** How connections to it are made, with the name of the peer; {@link PeerTls#OFF} for plain ones. */
    public PeerTls tls() {
        return tls;
    }

    /**
     * A TLS handshake with it failed.
     *
     * @param how what was wrong, for people
     * @return whether that is news: else the last one failed in the same way
     */
    public boolean handshakeFailed(String how) {
        boolean news = !how.equals(handshakeFailure);
        if (news) {
            handshakeFailure = how;
        }
        return news;
    }

    /** A TLS handshake with it went well: when the next one fails, that is news. */
    public void handshakeSucceeded() {
        if (!handshakeFailure.isEmpty()) {
            handshakeFailure = "";
        }
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
