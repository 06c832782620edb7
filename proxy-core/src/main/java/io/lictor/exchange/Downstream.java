package io.lictor.exchange;

import io.lictor.config.ListenerOptions;
import io.lictor.config.RouteOptions;
import io.lictor.http.Forwarding;
import io.lictor.http1.OutBatch;

/** The client's side of an exchange, as the exchange sees it. On the exchange's event loop. */
public interface Downstream {

    /** Where to put what shall be sent to the client. */
    OutBatch out();

    /** Hands what was put to the transport. */
    void flush();

    /** Whether the transport still takes bytes without piling them up. */
    boolean isWritable();

    /** Stops or resumes reading the request's body: backpressure. */
    void reading(boolean wanted);

    /** The protocol was switched: from now on all that comes is the exchange's, unread, and each direction ends alone. */
    void tunnelBegins();

    /** Says to the client, behind what is due, that nothing follows; it may go on sending. */
    void endOutput();

    /** The address of whoever connected, in ASCII. */
    byte[] clientAddress();

    /** What peers are told of the client and the listener; made once a connection. */
    Forwarding forwarding();

    /** How this client's connection is treated where its route does not say otherwise. */
    ListenerOptions options();

    /** The route of the request under way is known, and with it the times its client has. */
    void routed(RouteOptions options);

    /** The exchange is over, and was observed; it is not used after this call. */
    void exchangeEnded(Ending ending);

    /** What becomes of the client's connection. */
    enum Ending {
        /** The next request may come. */
        KEEP,
        /** Close when all is sent. */
        CLOSE,
        /** Close when all is sent, and read and drop for a while before, so that a reset does not eat the answer. */
        LINGER,
        /** Close at once, so that the client cannot take what it has for complete. */
        CUT
    }
}
