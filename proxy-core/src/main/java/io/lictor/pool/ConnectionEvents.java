package io.lictor.pool;

import io.lictor.http1.PausableReads;
import io.lictor.tls.TlsSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the transport tells of one {@link UpstreamConnection}: every event of a lease goes to its receiver; what comes
 * without one ends it.
 *
 * <p>Confined to the connection's event loop. Owns nothing.
 */
final class ConnectionEvents extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(ConnectionEvents.class);

    private final UpstreamConnection connection;
    private boolean held;

    ConnectionEvents(UpstreamConnection connection) {
        this.connection = connection;
    }

    /** Whether the peer has ended while it is not read from, and the transport has said so. */
    boolean isHeld() {
        return held;
    }

    /** It is read from again, or no more. */
    void readingChanged() {
        held = false;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext c) {
        connection.attached(c);
    }

    @Override
    public void channelRead(ChannelHandlerContext c, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            ConnectionReceiver receiver = connection.receiver();
            if (receiver != null) {
                receiver.received(in);
            } else if (in.isReadable()) {
                // Nobody asked: what an idle peer says cannot be the answer to the next request.
                connection.close();
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext c) {
        ConnectionReceiver receiver = connection.receiver();
        if (receiver != null) {
            receiver.readComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext c) {
        ConnectionReceiver receiver = connection.receiver();
        if (receiver != null) {
            receiver.writabilityChanged();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext c, Object event) {
        ConnectionReceiver receiver = connection.receiver();
        if (event == ChannelInputShutdownEvent.INSTANCE && receiver != null) {
            receiver.inputEnded();
        } else if (event == TlsSession.INPUT_ENDED) {
            connection.inputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext c) {
        connection.gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
        // A failed write is no end: the peer may have answered before it closed, and that answer is read first. What is
        // beyond reading ends in channelInactive, or in a deadline. Anything but I/O is a bug, and ends here.
        if (cause instanceof NotYetConnectedException) {
            // From a socket whose reset a write has heard of already: it is over. Or from one whose connecting is still
            // among the loop's tasks, which epoll reports as hung up meanwhile: it has not begun.
            if (!connection.isConnecting()) {
                c.close();
            }
        } else if (PausableReads.isHeld(cause)) {
            endedWhileHeld(c);
        } else if (cause instanceof IOException) {
            log.debug("connection to {}: {}", connection.endpoint(), cause.toString());
        } else {
            log.error("connection to {}", connection.endpoint(), cause);
            c.close();
        }
    }

    /**
     * The peer has ended, and what it sent is read when there is room for it. When this is told again it may be a reset:
     * epoll does not cease to tell of one, and what cannot be read now is given up. Or it is the same end: io_uring tells of
     * it by the read that was under way, and by another.
     */
    private void endedWhileHeld(ChannelHandlerContext c) {
        if (held && connection.isReset()) {
            c.close();
        }
        held = true;
    }
}
