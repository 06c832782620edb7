package io.lictor.rewrite;

import io.lictor.http.Forwarding;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;

/** What rules may look at of an exchange. On its event loop, for the length of a call. */
public interface Subject {

    /** The request's head, as it came. */
    Head request();

    /** The response's head, as it came; an empty one before there is any. */
    Head response();

    /** The status for the client; 0 before it is known. */
    int status();

    /** How the client came in. */
    Forwarding forwarding();

    /** The client's address in ASCII; behind a trusted proxy the one it tells. */
    byte[] clientAddress();

    /** {@code HOST:PORT} of the peer; empty when none was chosen. */
    byte[] peer();

    /** Whether that peer is asked by TLS. */
    boolean isPeerTls();

    /** 32 hexadecimal digits, the same for the whole exchange. */
    byte[] requestId();

    /** The request's path in its normal form, as it came in. */
    RequestPath path();

    /** Whether {@code strip} took something from the path. */
    boolean isStripped();
}
