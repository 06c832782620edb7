package io.lictor.explain;

import io.lictor.config.Balance;
import io.lictor.config.Tier;
import io.lictor.explain.Explanation.PeerLine;
import io.lictor.explain.Explanation.Pool;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.Standing;
import io.lictor.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;

/** How the peers of an upstream stand, and among whom a pick would be made. Without state: any thread. */
final class Pools {

    private Pools() {}

    static Pool of(Upstream upstream, PeerSet peers, long now) {
        List<PeerLine> lines = new ArrayList<>();
        int eligible = 0;
        int first = 0;
        int tier = Integer.MAX_VALUE;
        for (int i = 0; i < peers.size(); i++) {
            PeerSet.Member member = peers.member(i);
            Standing standing = Standing.of(peers, member, now);
            lines.add(line(member, standing));
            if (standing.eligible()) {
                eligible++;
                int itsTier = member.options().tier();
                first = itsTier < tier ? 1 : itsTier == tier ? first + 1 : first;
                tier = Math.min(tier, itsTier);
            }
        }
        Balance balance = upstream.options().balance();
        String pick =
                peers.size() == 0 ? "no peers: 502" : eligible == 0 ? none(upstream) : among(balance, tier, first);
        return new Pool(upstream.name(), balance.toString(), pick, eligible, lines);
    }

    private static PeerLine line(PeerSet.Member member, Standing standing) {
        return new PeerLine(
                member.peer().endpoint().address().toString(),
                member.written().toString(),
                standing.eligible(),
                standing.why(),
                standing.outForMillis(),
                member.options().weight(),
                standing.sharePercent(),
                member.peer().inFlight(),
                member.instances());
    }

    private static String none(Upstream upstream) {
        int queue = upstream.options().limits().queue();
        return "none can be picked: "
                + (queue > 0 ? "502, or a place in queue=" + queue + " while peers are only full" : "502");
    }

    /**
     * Among whom.
     *
     * @param tier the lowest of those that can be picked
     * @param count how many of them are of that tier
     */
    private static String among(Balance balance, int tier, int count) {
        if (count == 1) {
            return tier == Tier.FIRST ? "the only one that can be picked" : "the only " + kind(tier, 1) + " left";
        }
        String all = tier == Tier.FIRST ? "" + count : count + " " + kind(tier, count);
        // What is hashed or drawn is among those that are no backups; behind them it is round robin's turn.
        Balance.Method method =
                tier == Tier.FIRST || balance.method().allowsBackup() ? balance.method() : Balance.Method.ROUND_ROBIN;
        return switch (method) {
            case ROUND_ROBIN -> "round robin by weight among " + all;
            case LEAST_CONN -> "the fewest requests under way, by weight, among " + all;
            case LEAST_TIME -> "the shortest expected wait, by weight, among " + all;
            case RANDOM -> "of two at random the less busy, among " + all;
            case IP_HASH -> "by the client's address, among " + all;
            case HASH -> "by the hash of the request's key, among " + all;
            case STICKY -> "the one in the cookie " + balance.name() + ", else round robin among " + all;
        };
    }

    private static String kind(int tier, int count) {
        String s = count == 1 ? "" : "s";
        return Tier.isHeld(tier)
                ? "held peer" + s
                : tier == Tier.BACKUP ? "backup" + s : "peer" + s + " of another datacenter";
    }
}
