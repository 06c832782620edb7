package io.lictor.upstream;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** {@code max_conns} under contention: never more attempts than slots, and no slot that is free is refused. */
public final class MaxConnsStress {

    private MaxConnsStress() {}

    /** Two want the one slot. */
    @JCStressTest
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "the first has it")
    @Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "the second has it")
    @Outcome(expect = FORBIDDEN, desc = "none, both, or a wrong count")
    @State
    public static class OneSlot {
        private final Peer peer = Stressed.peer();

        @Actor
        public void first(ZZI_Result r) {
            r.r1 = peer.reserve(Stressed.ONE_SLOT, 0);
        }

        @Actor
        public void second(ZZI_Result r) {
            r.r2 = peer.reserve(Stressed.ONE_SLOT, 0);
        }

        @Arbiter
        public void count(ZZI_Result r) {
            r.r3 = peer.inFlight();
        }
    }

    /** The slot is taken; one gives it back while two want it. */
    @JCStressTest
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "the first has it")
    @Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "the second has it")
    @Outcome(id = "false, false, 0", expect = ACCEPTABLE, desc = "both came before it was free")
    @Outcome(expect = FORBIDDEN, desc = "both, or a wrong count")
    @State
    public static class ASlotThatIsGivenBack {
        private final Peer peer = Stressed.peer();

        public ASlotThatIsGivenBack() {
            peer.reserve(Stressed.ONE_SLOT, 0);
        }

        @Actor
        public void giver() {
            peer.abandoned();
        }

        @Actor
        public void first(ZZI_Result r) {
            r.r1 = peer.reserve(Stressed.ONE_SLOT, 0);
        }

        @Actor
        public void second(ZZI_Result r) {
            r.r2 = peer.reserve(Stressed.ONE_SLOT, 0);
        }

        @Arbiter
        public void count(ZZI_Result r) {
            r.r3 = peer.inFlight();
        }
    }
}
