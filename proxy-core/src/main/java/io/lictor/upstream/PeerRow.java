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
 * for is the next, or the one behind it where the next has gone or is another now. Who is not found is looked for by its key,
 * and says where to go on.
 */
final class PeerRow {

    private static final int AHEAD = 2;

    private List<KeptPeer> last = new ArrayList<>();
    private List<KeptPeer> now = new ArrayList<>();
    private int next;
    private boolean comparable;

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
        next = 0;
        this.comparable = comparable;
    }

    /** The peer that came of {@code spec}, this very object, in the last round; null when it is not near. */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // The same object is asked for: to compare what it says takes longer.
    KeptPeer find(PeerSpec spec) {
        int end = comparable ? Math.min(next + AHEAD, last.size()) : 0;
        for (int i = next; i < end; i++) {
            if (last.get(i).spec == spec) {
                return last.get(i);
            }
        }
        return null;
    }

    /** The next that this round wants; the one after it is looked for where that one was followed by another. */
    void add(KeptPeer kept) {
        if (kept.position >= 0) {
            next = kept.position + 1;
        }
        kept.position = now.size();
        now.add(kept);
    }
}
