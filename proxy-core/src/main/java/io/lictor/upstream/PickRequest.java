package io.lictor.upstream;

import io.lictor.http.Head;

/**
 * What a method of balancing may look at of the request it picks a peer for.
 *
 * <p>On the exchange's event loop, for the length of a call. Nothing is made by asking.
 */
public interface PickRequest {

    /** The client's address in ASCII: nginx's {@code $remote_addr}. */
    byte[] clientAddress();

    /** The request's head. */
    Head request();
}
