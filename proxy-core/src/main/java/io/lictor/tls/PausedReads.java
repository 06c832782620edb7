package io.lictor.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/**
 * Between the transport and {@code SslHandler}, which reads of its own accord when what came is no whole record: not while
 * reading is stopped.
 *
 * <p>Confined to its channel's event loop. Owns nothing.
 */
final class PausedReads extends ChannelOutboundHandlerAdapter {

    /*
     * Without it a peer that has ended while it is not read from would be read record by record, against backpressure, and
     * its second read be taken for a reset.
     */

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
    }
}
