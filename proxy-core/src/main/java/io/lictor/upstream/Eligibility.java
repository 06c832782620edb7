package io.lictor.upstream;

import io.lictor.config.PeerOptions;

/**
 * The one rule of who may be sent a request: the registry, the active check and the peer's own answers must all allow it.
 *
 * <p>Without state: any thread.
 */
public final class Eligibility {

    /*
     * The registry speaks by the set (who is not registered, or not passing, is not in it) and by the options down and
     * drain. The two kinds of health take effect only as far as max_ejection lets them (Ejection), and not at all while
     * every peer is out and panic=on. Whether there is room (max_conns) and whether the exchange has tried it already is
     * not a question of health and is asked by the methods of balancing.
     *
     * For a healthy peer this costs what max_fails cost alone: one read of its fails.
     */

    /** What a peer is, for the API and for metrics. */
    public enum State {
        UP("up"),
        DOWN("down"),
        DRAINING("draining"),
        /** Out by {@code max_fails}. */
        EJECTED("ejected"),
        /** Out by its check. */
        UNHEALTHY("unhealthy");

        private final String text;

        State(String text) {
            this.text = text;
        }

        /** In lower case. */
        public String text() {
            return text;
        }
    }

    private Eligibility() {}

    /**
     * Whether {@code member} may be sent a request at {@code now}.
     *
     * @param bound whether a cookie has bound the request to it: a peer that is {@code drain} takes no others
     */
    public static boolean admits(PeerSet peers, PeerSet.Member member, boolean bound, long now) {
        PeerOptions options = member.options();
        Peer peer = member.peer();
        return !options.down()
                && (!options.drain() || bound && !peer.isDrained(now))
                && (peers.isSingle() || peer.isAvailable(options, now))
                && (!peers.isChecked() || peer.isHealthy());
    }

    /** What {@code member} is now. A peer that is out stays so until it is restored, also while a trial is due. */
    public static State state(PeerSet.Member member) {
        if (member.options().down()) {
            return State.DOWN;
        }
        if (member.peer().isOut()) {
            return member.peer().check().healthy() ? State.EJECTED : State.UNHEALTHY;
        }
        return member.options().drain() ? State.DRAINING : State.UP;
    }
}
