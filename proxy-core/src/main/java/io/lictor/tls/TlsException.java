package io.lictor.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * A handshake or a connection by TLS failed; the message is what was wrong, for people. Without a stack: it is no fault of
 * ours.
 */
public final class TlsException extends IOException {

    private static final long serialVersionUID = 1L;

    TlsException(Throwable cause) {
        super(rootOf(cause), cause);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    /** The words of the first cause: those before it only say that there is one. */
    static String rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof ClosedChannelException) {
            return "closed by the peer";
        }
        if (root instanceof NotSslRecordException) {
            return "the peer does not speak TLS";
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
