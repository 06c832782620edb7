package io.lictor.health;

import io.lictor.config.HealthCheck;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which checks there should be, and which loop does each: an endpoint is checked once, however many upstreams list it with
 * the same check.
 *
 * <p>Confined to one thread at a time: whoever applies generations. The checks themselves run on the loops.
 */
public final class Checks {

    /** A check and who does it. */
    private record Placed(CheckLoop loop, List<Subject> subjects) {}

    private final List<CheckLoop> loops;
    private Map<CheckKey, Placed> placed = new HashMap<>();
    private int next;

    public Checks(List<CheckLoop> loops) {
        this.loops = List.copyOf(loops);
    }

    /** Makes the checks those of {@code sets}. One that stays goes on as it was. */
    public void update(Map<Upstream, PeerSet> sets) {
        Map<CheckKey, List<Subject>> wanted = wanted(sets);
        if (wanted.isEmpty() && placed.isEmpty()) {
            return;
        }
        Map<CheckKey, Placed> before = placed;
        Map<CheckKey, Placed> now = new HashMap<>();
        wanted.forEach((key, subjects) -> {
            Placed known = before.remove(key);
            CheckLoop loop = known == null ? loops.get(next++ % loops.size()) : known.loop;
            now.put(key, new Placed(loop, subjects));
            if (known == null || !known.subjects.equals(subjects)) {
                loop.set(key, subjects);
            }
        });
        before.forEach((key, left) -> left.loop.set(key, List.of()));
        placed = now;
        next = Math.floorMod(next, loops.size());
    }

    /** As nginx: one that is {@code down} is not asked. */
    private static Map<CheckKey, List<Subject>> wanted(Map<Upstream, PeerSet> sets) {
        Map<CheckKey, List<Subject>> wanted = new LinkedHashMap<>();
        sets.forEach((upstream, peers) -> {
            HealthCheck check = upstream.options().health().check();
            for (int i = 0; check.isOn() && i < peers.size(); i++) {
                PeerSet.Member member = peers.member(i);
                if (!member.options().down()) {
                    CheckKey key = new CheckKey(member.peer().endpoint(), check, member.written());
                    wanted.computeIfAbsent(key, k -> new ArrayList<>())
                            .add(new Subject(member.peer(), member.options()));
                }
            }
        });
        return wanted;
    }
}
