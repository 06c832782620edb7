package io.lictor.explain;

import io.lictor.config.Balance;
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
        int primaries = 0;
        int backups = 0;
        for (int i = 0; i < peers.size(); i++) {
            PeerSet.Member member = peers.member(i);
            Standing standing = Standing.of(peers, member, now);
            lines.add(line(member, standing));
            if (standing.eligible()) {
                boolean second = peers.hasBackups() && member.options().backup();
                primaries += second ? 0 : 1;
                backups += second ? 1 : 0;
            }
        }
        Balance balance = upstream.options().balance();
        String pick = peers.size() == 0
                ? "no peers: 502"
                : primaries == 0 && backups == 0 ? none(upstream) : among(balance, primaries, backups);
        return new Pool(upstream.name(), balance.toString(), pick, primaries + backups, lines);
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

    private static String among(Balance balance, int primaries, int backups) {
        if (primaries == 0) {
            return backups == 1 ? "the only backup left" : "round robin among " + backups + " backups";
        }
        if (primaries == 1) {
            return "the only one that can be picked";
        }
        return switch (balance.method()) {
            case ROUND_ROBIN -> "round robin by weight among " + primaries;
            case LEAST_CONN -> "the fewest requests under way, by weight, among " + primaries;
            case LEAST_TIME -> "the shortest expected wait, by weight, among " + primaries;
            case RANDOM -> "of two at random the less busy, among " + primaries;
            case IP_HASH -> "by the client's address, among " + primaries;
            case HASH -> "by the hash of the request's key, among " + primaries;
            case STICKY -> "the one in the cookie " + balance.name() + ", else round robin among " + primaries;
        };
    }
}
