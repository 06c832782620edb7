package io.lictor.upstream;

import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.Tier;
import java.util.Arrays;
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
     * @param written its address as it was written: with its name, where it was given one
     */
    public record Member(Peer peer, PeerOptions options, List<String> instances, Address written) {

        public Member {
            instances = List.copyOf(instances);
        }

        /** One that was given by its address. */
        public Member(Peer peer, PeerOptions options, List<String> instances) {
            this(peer, options, instances, peer.endpoint().address());
        }

        /** Whether it says of its peer what {@code spec} does. */
        boolean isOf(PeerSpec spec) {
            return options.equals(spec.options())
                    && instances.equals(spec.instances())
                    && written.equals(spec.written());
        }
    }

    private final Member[] members;
    private final @Nullable PeerIndex index;
    /** Those of its usable peers, the lowest first; never empty. */
    private final int[] tiers;

    private final boolean checked;

    public PeerSet(List<Member> members) {
        this(members, null, false);
    }

    /**
     * A set.
     *
     * @param index what the upstream's method has worked out for it
     * @param checked whether its peers have active checks
     */
    public PeerSet(List<Member> members, @Nullable PeerIndex index, boolean checked) {
        this.members = members.toArray(new Member[0]);
        this.index = index;
        this.checked = checked;
        this.tiers = tiers(members);
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
            if (member.options().maxConns() > 0
                    && !tried.contains(member.peer())
                    && Eligibility.admits(this, member, false, now)) {
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

    private static int[] tiers(List<Member> members) {
        int[] found = {};
        for (Member member : members) {
            int tier = member.options().tier();
            if (member.options().isUsable() && Arrays.stream(found).noneMatch(t -> t == tier)) {
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = tier;
            }
        }
        Arrays.sort(found);
        return found.length == 0 ? new int[] {Tier.FIRST} : found;
    }

    /** Of how many tiers its usable peers are; 1 or more. */
    public int tiers() {
        return tiers.length;
    }

    /** The {@code n}th of these tiers, counted from 0, as {@link Tier} has it. */
    public int tier(int n) {
        return tiers[n];
    }

    /** Whether {@code member} is of the tier whose turn is first. */
    public boolean isFirst(Member member) {
        return member.options().tier() == tiers[0];
    }

    /** Whether its peers have active checks. */
    boolean isChecked() {
        return checked;
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

    boolean holds(List<Member> others, boolean othersChecked) {
        return checked == othersChecked && List.of(members).equals(others);
    }
}
