package io.lictor.upstream;

import io.lictor.config.Address;
import io.lictor.observe.LoopObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells that a peer went out or came back: one log line, and one call of the observer.
 *
 * <p>Without state. To be called on the observer's event loop.
 */
public final class HealthNews {

    /** The cause of what an active check found. */
    public static final String CHECK = "health_check";

    /** The cause of what the registry's change brought about: other peers, other options. */
    public static final String UPDATE = "update";

    private static final Logger log = LoggerFactory.getLogger("io.lictor.peers");

    private HealthNews() {}

    /**
     * Tells {@code change}; nothing when it is NONE.
     *
     * @param cause one of few, for metrics: the name of a failure, {@link #CHECK}, {@link #UPDATE} …
     * @param detail what was seen, for people
     */
    public static void tell(LoopObserver observer, Peer peer, HealthChange change, String cause, String detail) {
        if (change == HealthChange.NONE) {
            return;
        }
        String upstream = peer.upstream();
        Address address = peer.endpoint().address();
        if (change == HealthChange.RESTORED) {
            peer.reason("");
            log.info("upstream={} peer={} restored cause={} saw=\"{}\"", upstream, address, cause, detail);
            observer.peerRestored(upstream, address, cause);
            return;
        }
        peer.reason(detail);
        if (change == HealthChange.SPARED) {
            log.warn(
                    "upstream={} peer={} not ejected: max_ejection cause={} saw=\"{}\"",
                    upstream,
                    address,
                    cause,
                    detail);
            observer.peerSpared(upstream, address, cause);
            return;
        }
        log.warn("upstream={} peer={} ejected cause={} saw=\"{}\"", upstream, address, cause, detail);
        observer.peerEjected(upstream, address, cause);
        if (peer.isPanicking()) {
            log.warn("upstream={} every peer is out: panic=on, all are tried", upstream);
        }
    }
}
