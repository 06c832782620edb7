package io.lictor.discovery.consul;

import java.io.IOException;

/**
 * Sends one question at a time to Consul and waits for the answer. One thread asks; any thread may close.
 *
 * <p>The seam between the watches and the wire: tests answer by script, and another client can take the place of today's.
 */
interface ConsulTransport {

    /**
     * Asks and waits, at most until the query's deadline.
     *
     * @throws IOException when no whole answer came: no connection, cut, too late, too long, or closed meanwhile
     */
    Answer get(Query query) throws IOException;

    /** Ends the question in flight, if there is one, and refuses any other. */
    void close();
}
