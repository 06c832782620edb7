package io.lictor.discovery;

import io.lictor.clock.Ticker;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.Registry.Fault;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one watch is doing; logs a line at each change of that, and none at a retry.
 *
 * <p>Confined to the discovery thread; owns nothing.
 */
final class WatchHealth {

    /** The states, best last but for the order of a watch's life. */
    enum State {
        /** No answer yet. */
        INIT,
        /** No answer yet; what was known at the last run is in effect. */
        RESTORED,
        /** Answers come and count in full. */
        LIVE,
        /** Answers come, but the registry has no leader or is behind: they only add. */
        STALE,
        /** Questions fail; the last answer stands. */
        DEGRADED,
        /** Something is missing from the answer without explanation, and is kept for now. */
        HELD,
        /** The registry refuses to answer; the last answer stands. */
        DENIED
    }

    /** In the place of a moment that has not been. */
    static final long NEVER = -1;

    private static final Logger log = LoggerFactory.getLogger(WatchHealth.class);

    private final String name;
    private final Ticker ticker;
    private State state = State.INIT;
    private String lastError = "";
    private long answeredAt = NEVER;
    private boolean wasRestored;
    /** Whether the last answer lacked what we may not see any more: then it is that which is denied. */
    private boolean wasHidden;

    WatchHealth(String name, Ticker ticker) {
        this.name = name;
        this.ticker = ticker;
    }

    /** What was known at the last run is in effect. */
    void restored() {
        wasRestored = true;
        become(State.RESTORED, "known from the last run only");
    }

    /** What was known at the last run was another registry's: nothing is known any more. */
    void disowned() {
        wasRestored = false;
        if (state == State.RESTORED) {
            become(State.INIT, "");
        }
    }

    /**
     * An answer came.
     *
     * @param held what is missing from it without explanation
     */
    void answered(boolean fresh, List<?> held) {
        answered(fresh, held, true, 0);
    }

    /**
     * An answer came.
     *
     * @param held what is missing from it without explanation
     * @param whole whether the registry kept nothing back from us
     * @param hidden how much of it is missing because we may not see it any more
     */
    void answered(boolean fresh, List<?> held, boolean whole, long hidden) {
        answeredAt = ticker.millis();
        wasHidden = hidden > 0;
        if (!fresh) {
            become(State.STALE, "the registry has no leader or is behind it");
        } else if (hidden > 0) {
            become(
                    State.DENIED,
                    hidden
                            + " missing although nothing was written since, kept (expected: a token that may read them)");
        } else if (!held.isEmpty()) {
            String more = held.size() == 1 ? "" : " and " + (held.size() - 1) + " more";
            become(
                    State.HELD,
                    held.get(0) + more + " missing without explanation, kept for now"
                            + (whole ? "" : ": the token may not read all that there is"));
        } else {
            become(State.LIVE, "");
        }
    }

    /** What was held is not any more, without a new answer. */
    void released() {
        if (state == State.HELD || state == State.DENIED && wasHidden) {
            become(State.LIVE, "");
        }
    }

    void failed(Fault fault) {
        wasHidden = false;
        if (state == State.RESTORED && !fault.denied()) {
            lastError = fault.message();
            return;
        }
        become(fault.denied() ? State.DENIED : State.DEGRADED, fault.message());
    }

    private void become(State next, String why) {
        lastError = why;
        if (next == state) {
            return;
        }
        if (next == State.LIVE || next == State.RESTORED) {
            log.info("watch=\"{}\" state={} was={}", name, next, state);
        } else {
            log.warn("watch=\"{}\" state={} was={} why=\"{}\"", name, next, state, why);
        }
        state = next;
    }

    /** When the last good answer came, in the ticker's milliseconds; -1 before the first. */
    long answeredAt() {
        return answeredAt;
    }

    boolean hasAnswered() {
        return answeredAt != NEVER;
    }

    boolean isDenied() {
        return state == State.DENIED;
    }

    /** Whether something is known that may be served: an answer, or what was known at the last run. */
    boolean isKnown() {
        return hasAnswered() || wasRestored;
    }

    /** What is to be shown, with the moment of the last answer in place of its age. */
    WatchView view(boolean needed, int instances) {
        return new WatchView(name, state.name(), needed, instances, answeredAt, lastError);
    }
}
