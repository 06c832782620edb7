package io.lictor.upstream;

import io.lictor.config.PeerOptions;
import io.lictor.config.Tier;

/**
 * Whether a peer can be picked at one moment, and why not: {@link Eligibility} in words. Immutable: any thread.
 *
 * @param eligible whether a request that is bound to no peer may be sent to it
 * @param why why not; where it may, what else is to be said of it, or nothing
 * @param outForMillis how long until {@code fail_timeout} lets it be tried again; 0 when that is not what keeps it out
 * @param sharePercent how much of its weight {@code slow_start} grants, in percent
 */
public record Standing(boolean eligible, String why, long outForMillis, int sharePercent) {

    /** How {@code member} stands in {@code peers} at {@code now}. */
    public static Standing of(PeerSet peers, PeerSet.Member member, long now) {
        PeerOptions options = member.options();
        Peer peer = member.peer();
        boolean eligible = Eligibility.admits(peers, member, false, now) && peer.hasRoom(options);
        long full = (long) options.weight() * Peer.WEIGHT_UNIT;
        int share = (int) Math.min(100, peer.shareOf(options.weight(), options, now) * 100 / full);
        boolean available = peers.isSingle() || peer.isAvailable(options, now);
        long outFor = options.down() || available ? 0 : peer.trialDueIn(options, now);
        return new Standing(
                eligible, eligible ? remark(peers, member, share) : reason(peers, member, now), outFor, share);
    }

    /** In the order in which it is asked. */
    private static String reason(PeerSet peers, PeerSet.Member member, long now) {
        PeerOptions options = member.options();
        Peer peer = member.peer();
        if (options.down()) {
            return "down, by its options";
        }
        if (options.drain()) {
            return "drain: takes only what a cookie has bound to it";
        }
        if (!peers.isSingle() && !peer.isAvailable(options, now)) {
            return "ejected by max_fails=" + options.maxFails() + ": " + peer.fails() + " failures"
                    + (peer.reason().isEmpty() ? "" : ", the last one: " + peer.reason());
        }
        if (peers.isChecked() && !peer.isHealthy()) {
            return "unhealthy by its check: " + peer.check().text();
        }
        return "max_conns=" + options.maxConns() + " are under way";
    }

    private static String remark(PeerSet peers, PeerSet.Member member, int share) {
        PeerOptions options = member.options();
        Peer peer = member.peer();
        if (peer.isOut()) {
            return peers.isSingle()
                    ? "should be out, but it is the only peer: " + peer.reason()
                    : peer.isPanicking()
                            ? "panic: every peer is out, so all are tried: " + peer.reason()
                            : "ejected; a trial is due: " + peer.reason();
        }
        if (peer.isSpared()) {
            return "max_ejection keeps it in: " + peer.reason();
        }
        if (Tier.isHeld(options.tier())) {
            return "held: the registry does not list it any more, kept for now and picked only when no other can be";
        }
        if (options.isBackup()) {
            return options.tier() == Tier.BACKUP
                    ? "backup: only when no other can be picked"
                    : "of another datacenter: only when no nearer one can be picked";
        }
        return share < 100 ? "slow_start: has " + share + "% of its weight" : "";
    }
}
