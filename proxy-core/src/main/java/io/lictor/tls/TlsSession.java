package io.lictor.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of one channel.
 *
 * <p>Confined to the channel's event loop. Owns nothing: the handler is the channel's.
 */
public final class TlsSession {

    /** The user event that says: the other side has told that it sends nothing more (close_notify). */
    public static final Object INPUT_ENDED = new Object() {
        @Override
        public String toString() {
            return "TLS input ended";
        }
    };

    private final SslHandler handler;
    private boolean inputEnded;

    TlsSession(SslHandler handler) {
        this.handler = handler;
    }

    /** Calls {@code end} when the handshake is over: with null when it went well, else with why not. */
    public void whenReady(Consumer<@Nullable TlsException> end) {
        Future<Channel> handshake = handler.handshakeFuture();
        handshake.addListener(f -> end.accept(f.isSuccess() ? null : new TlsException(f.cause())));
    }

    /** {@link #INPUT_ENDED} came. */
    public void inputEnded() {
        inputEnded = true;
    }

    public boolean isInputEnded() {
        return inputEnded;
    }

    /** Says, behind what was written, that nothing follows (close_notify); what comes is still read. */
    public void endOutput() {
        handler.closeOutbound();
    }
}
