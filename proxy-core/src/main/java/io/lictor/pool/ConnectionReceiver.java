package io.lictor.pool;

import io.netty.buffer.ByteBuf;

/** Hears of a leased connection, on its event loop, from the lease to the release. */
public interface ConnectionReceiver {

    /** The connection is there, and leased to this receiver. */
    void connected(UpstreamConnection connection);

    /** It could not be made; the lease is over. */
    void connectFailed(Throwable cause);

    /** Bytes came. The buffer stays the connection's: whoever keeps bytes copies or retains a slice. */
    void received(ByteBuf in);

    /** No more bytes for now. */
    void readComplete();

    /** The peer sends nothing more, and may go on reading; told in a tunnel only. */
    void inputEnded();

    /** The peer closed, or the connection broke; the lease is over. */
    void closed();

    /** {@link UpstreamConnection#isWritable()} changed. */
    void writabilityChanged();
}
