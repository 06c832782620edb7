package io.lictor.observe;

import io.lictor.http.Head;

/** What is known of an exchange when it has ended. Valid only during the call that hands it over. */
public interface CompletedExchange {

    /** The request's head; of a request that could not be read, as much of it as there was. */
    Head request();

    /** The client's address in ASCII, as nginx writes {@code $remote_addr}. The array is shared: read only. */
    byte[] clientAddress();

    /** nginx's {@code $request_id}, 32 hexadecimal digits: what rules were given of it. The array is shared: read only. */
    byte[] requestId();

    /**
     * The status answered; where nothing was, nginx's number for the log: 499 the client went away, 408 it was too slow,
     * 400 its request ended early.
     */
    int status();

    /** Bytes of the response body sent to the client: nginx's {@code $body_bytes_sent}. */
    long bodyBytesSent();

    /** Bytes of the request body received. */
    long bodyBytesReceived();

    /** From the first byte of the request to the last of the response, in nanoseconds: {@code $request_time}. */
    long durationNanos();

    /** The upstream's name, or the empty text when no route matched. */
    String upstream();

    /** How many peers were tried; 0 when none could be. */
    int attempts();
}
