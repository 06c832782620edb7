package io.lictor.upstream;

import io.lictor.config.PeerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The peers of one upstream in the order of the last round, gone through beside what the next one wants: who is the same
 * object there is found without a look at its address.
 *
 * <p>Confined to the thread of its {@link PeerReconciler}.
 */
/*
 * Of tens of thousands a few come, go or change from round to round, and the others stay in order. So the one that is looked
 * for is the next, or the one behind it where the next has gone or is another now. Who is not found is looked for by its key.
 */
final class PeerRow {

    private static final int AHEAD = 2;

    private List<KeptPeer> last = new ArrayList<>();
    private List<KeptPeer> now = new ArrayList<>();
    private int next;

    /**
     * A round begins.
     *
     * @param comparable whether the same object still means the same peer
     */
    void begin(boolean comparable) {
        List<KeptPeer> oldest = last;
        last = now;
        now = oldest;
        now.clear();
        next = comparable ? 0 : last.size();
    }

    /** The peer that came of {@code spec}, this very object, in the last round; null when it is not near. */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // The same object is asked for: to compare what it says takes longer.
    KeptPeer find(PeerSpec spec) {
        int end = Math.min(next + AHEAD, last.size());
        for (int i = next; i < end; i++) {
            if (last.get(i).spec == spec) {
                next = i + 1;
                return last.get(i);
            }
        }
        return null;
    }

    /** The next that this round wants. */
    void add(KeptPeer kept) {
        now.add(kept);
    }
}
