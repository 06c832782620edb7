package io.lictor.upstream;

import io.lictor.config.PeerOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The peers of one upstream in one generation: immutable.
 *
 * <p>Any thread.
 */
public final class PeerSet {

    /** No peers: an upstream that answers 502. */
    public static final PeerSet EMPTY = new PeerSet(List.of());

    /**
     * A peer with the options it has in this set.
     *
     * @param peer the peer
     * @param options its options now
     * @param instances who stands behind it, for the API
     */
    public record Member(Peer peer, PeerOptions options, List<String> instances) {

        public Member {
            instances = List.copyOf(instances);
        }
    }

    private final Member[] members;
    private final @Nullable PeerIndex index;
    private final boolean hasBackups;

    public PeerSet(List<Member> members) {
        this(members, null);
    }

    /**
     * A set.
     *
     * @param index what the upstream's method has worked out for it
     */
    public PeerSet(List<Member> members, @Nullable PeerIndex index) {
        this.members = members.toArray(new Member[0]);
        this.index = index;
        this.hasBackups = members.stream().anyMatch(m -> m.options().backup());
    }

    public int size() {
        return members.length;
    }

    public Member member(int i) {
        return members[i];
    }

    /** Whether there is a peer that is neither {@code down} nor {@code drain}, and not in {@code tried}; it may be ejected, as nginx counts. */
    public boolean hasUntried(TriedPeers tried) {
        for (Member member : members) {
            if (member.options().isUsable() && !tried.contains(member.peer())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a peer that {@code max_conns} bounds could be taken but for that. When a pick gave none and this holds, it
     * pays to wait; when all are out, it does not.
     */
    public boolean hasBusy(TriedPeers tried, long now) {
        for (Member member : members) {
            PeerOptions options = member.options();
            if (options.maxConns() > 0
                    && options.isUsable()
                    && !tried.contains(member.peer())
                    && (isSingle() || member.peer().isAvailable(options, now))) {
                return true;
            }
        }
        return false;
    }

    /** Attempts under way at all of them, on all event loops. */
    public long inFlight() {
        long sum = 0;
        for (Member member : members) {
            sum += member.peer().inFlight();
        }
        return sum;
    }

    /** Whether some are {@code backup}. */
    public boolean hasBackups() {
        return hasBackups;
    }

    /** What the upstream's method has worked out for this set; null when nothing. */
    public @Nullable PeerIndex index() {
        return index;
    }

    /**
     * Whether it is nginx's single peer: {@code max_fails} and {@code fail_timeout} do not hold for it, as taking the only
     * peer out helps nobody.
     */
    public boolean isSingle() {
        return members.length == 1;
    }

    boolean holds(List<Member> others) {
        return List.of(members).equals(others);
    }
}
