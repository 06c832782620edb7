package io.lictor.discovery;

import io.lictor.config.DesiredState;
import io.lictor.config.PeerSpec;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Says whether one state only adds to another: everything that was is still there, as it was.
 *
 * <p>Confined to the discovery thread. Keeps as much room as its longest list took.
 */
final class Additions {

    /** For fewer a set of their own is less work than to empty one that had tens of thousands. */
    private static final int FEW = 1_000;

    /** Peers of one list, while it is compared with another; else empty. */
    private final Set<PeerSpec> compared = identities();

    /** Whether all that is in {@code after} and not in {@code before} is new. */
    boolean areAll(DesiredState before, DesiredState after) {
        Map<String, List<PeerSpec>> peers = new TreeMap<>();
        after.upstreams().forEach(upstream -> peers.put(upstream.name(), upstream.peers()));
        return new HashSet<>(after.routes()).containsAll(before.routes())
                && before.upstreams().stream()
                        .allMatch(u -> peers.containsKey(u.name())
                                && hasAll(peers.getOrDefault(u.name(), List.of()), u.peers()));
    }

    /** Whether {@code before} is part of {@code after}. Of tens of thousands nearly all are the same objects. */
    private boolean hasAll(List<PeerSpec> after, List<PeerSpec> before) {
        List<PeerSpec> gone = without(before, after);
        return gone.isEmpty() || new HashSet<>(without(after, before)).containsAll(gone);
    }

    /** Those of {@code peers} that are no object of {@code others}. */
    private List<PeerSpec> without(List<PeerSpec> peers, List<PeerSpec> others) {
        Set<PeerSpec> same = others.size() < FEW ? identities() : compared;
        same.addAll(others);
        List<PeerSpec> left =
                peers.stream().filter(peer -> !same.contains(peer)).toList();
        same.clear();
        return left;
    }

    private static Set<PeerSpec> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
