package io.lictor.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import javax.net.ssl.SSLException;

/**
 * Behind {@code SslHandler}: tells what it tells in words that do not depend on it.
 *
 * <p>Confined to its channel's event loop. Owns nothing.
 */
final class TlsEvents extends ChannelInboundHandlerAdapter {

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
            ctx.fireUserEventTriggered(TlsSession.INPUT_ENDED);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean broken = cause instanceof SSLException || cause.getCause() instanceof SSLException;
        if (broken) {
            // What cannot be read does not get better by waiting.
            ctx.fireExceptionCaught(new TlsException(cause));
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
