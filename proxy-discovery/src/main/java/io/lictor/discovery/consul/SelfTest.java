package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells "there is nothing" from "you may see nothing": to a token without the right Consul gives an empty answer, as good as
 * any other.
 *
 * <p>Any thread. Owns nothing.
 */
/*
 * Where there are rights, a catalogue without a single node does not exist, for the agent that answers is one; only a
 * cluster that is just being built has none. And a token that Consul does not
 * know is refused where one asks about the token itself, by every version.
 */
final class SelfTest {

    /** How long a good result holds. */
    static final long GOOD_MILLIS = 60_000;

    /** What Consul says of a token where nobody needs one: then empty is empty, as in the moments of a new cluster. */
    static final int ACLS_OFF = 401;

    private static final Logger log = LoggerFactory.getLogger(SelfTest.class);

    private final Ticker ticker;
    private volatile long goodUntil = Long.MIN_VALUE;

    SelfTest(Ticker ticker) {
        this.ticker = ticker;
    }

    /** There is another token: what was found counts no more. */
    void forget() {
        goodUntil = Long.MIN_VALUE;
    }

    /**
     * Makes sure that an empty answer may be believed. One that Consul does not give is no reason to doubt it.
     *
     * @param transport the watch's own
     * @throws ConsulException that is denied when the token may see nothing
     */
    void mayBeEmpty(ConsulTransport transport) throws ConsulException {
        long now = ticker.millis();
        if (now < goodUntil) {
            return;
        }
        try {
            Answer token = transport.get(Query.prompt("/v1/acl/token/self"));
            if (token.status() == ACLS_OFF) {
                goodUntil = now + GOOD_MILLIS;
                return;
            }
            if (token.status() == 403) {
                throw new ConsulException("the token: " + token.body().strip(), true);
            }
            Answer nodes = transport.get(Query.prompt("/v1/catalog/nodes"));
            if (nodes.status() == 403
                    || nodes.status() == 200 && ConsulJson.nodes(nodes.body()).isEmpty()) {
                throw new ConsulException("no node is visible (expected: a token with node:read)", true);
            }
            if (nodes.status() == 200) {
                goodUntil = now + GOOD_MILLIS;
            }
        } catch (ConsulException e) {
            if (e.isDenied()) {
                throw e;
            }
            log.debug("self test without result why=\"{}\"", e.getMessage());
        } catch (IOException e) {
            log.debug("self test without result why=\"{}\"", e.getMessage());
        }
    }
}
