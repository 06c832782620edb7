package io.lictor.upstream;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@code queue} and {@code retry_budget} under contention. */
public final class WakeUpStress {

    private WakeUpStress() {}

    /** The last slot is freed while somebody begins to wait for it. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "found and woken: the wake-up finds nobody")
    @Outcome(id = "true, false", expect = ACCEPTABLE, desc = "found by who wants to wait")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "woken")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "waits beside a free slot")
    @State
    public static class NoWakeUpIsLost {
        private final Peer peer = Stressed.peer();
        private final Waiters waiters = new Waiters(2);

        public NoWakeUpIsLost() {
            peer.reserve(Stressed.ONE_SLOT, 0);
        }

        @Actor
        public void waits(ZZ_Result r) {
            waiters.enter(1, 5);
            r.r1 = peer.reserve(Stressed.ONE_SLOT, 0);
        }

        @Actor
        public void frees(ZZ_Result r) {
            peer.abandoned();
            r.r2 = waiters.next() == 1;
        }
    }

    /** Two want the last place. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "one has it")
    @Outcome(expect = FORBIDDEN, desc = "none or two")
    @State
    public static class TheLastPlace {
        private final Waiters waiters = new Waiters(2);

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = waiters.enter(0, 1);
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = waiters.enter(1, 1);
        }
    }

    /** Two want the last retry of the budget. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "one has it")
    @Outcome(expect = FORBIDDEN, desc = "none or two")
    @State
    public static class TheLastRetry {
        private final RetryBudget budget = new RetryBudget();

        public TheLastRetry() {
            budget.take(20, PeerSet.EMPTY);
            budget.take(20, PeerSet.EMPTY);
        }

        @Actor
        public void first(ZZ_Result r) {
            r.r1 = budget.take(20, PeerSet.EMPTY);
        }

        @Actor
        public void second(ZZ_Result r) {
            r.r2 = budget.take(20, PeerSet.EMPTY);
        }
    }

    /** Two loops keep a connection more than may be idle between them: at least one sees the surplus. */
    @JCStressTest
    @Outcome(
            id = {"true, true", "true, false", "false, true"},
            expect = ACCEPTABLE,
            desc = "seen")
    @Outcome(id = "false, false", expect = FORBIDDEN, desc = "the surplus stays")
    @State
    public static class ASurplusIsSeen {
        private final IdleConnections idle = new IdleConnections(2);

        @Actor
        public void first(ZZ_Result r) {
            idle.set(0, 1);
            r.r1 = idle.exceeds(1);
        }

        @Actor
        public void second(ZZ_Result r) {
            idle.set(1, 1);
            r.r2 = idle.exceeds(1);
        }
    }
}
