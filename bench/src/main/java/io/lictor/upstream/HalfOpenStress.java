package io.lictor.upstream;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** The trial of a peer that is out: one a {@code fail_timeout}, whoever asks; and failures that come together. */
public final class HalfOpenStress {

    private HalfOpenStress() {}

    /** Two loops want the trial that is due, a millisecond apart. */
    @JCStressTest
    @Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "the first has the trial")
    @Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "the second has the trial")
    @Outcome(expect = FORBIDDEN, desc = "none or two")
    @State
    public static class OneTrial {
        private final Peer peer = Stressed.peerThatIsOut();

        @Actor
        public void first(ZZI_Result r) {
            r.r1 = peer.reserve(Stressed.USUAL, Stressed.DUE);
        }

        @Actor
        public void second(ZZI_Result r) {
            r.r2 = peer.reserve(Stressed.USUAL, Stressed.DUE + 1);
        }

        @Arbiter
        public void count(ZZI_Result r) {
            r.r3 = peer.inFlight();
        }
    }

    /** Two attempts fail at once: both count, and one of them takes the peer out. */
    @JCStressTest
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "the first took it out")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the second took it out")
    @Outcome(expect = FORBIDDEN, desc = "told twice or never, or a failure was lost")
    @State
    public static class TwoFailures {
        private final Peer peer = Stressed.peer();

        public TwoFailures() {
            peer.begin();
            peer.begin();
        }

        @Actor
        public void first(III_Result r) {
            r.r1 = peer.failed(Stressed.USUAL, 1) != HealthChange.NONE ? 1 : 0;
        }

        @Actor
        public void second(III_Result r) {
            r.r2 = peer.failed(Stressed.USUAL, 1) != HealthChange.NONE ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = peer.fails();
        }
    }

    /** The trial succeeds while an attempt from before fails. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "brought back, and taken out again")
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "failed, and brought back")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the same, told by who failed, having looked first")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "cleared, and failed before anybody looked: out all the while")
    @Outcome(id = "0, 0, 2", expect = ACCEPTABLE, desc = "failed: the success does not clear what came after its pick")
    @Outcome(expect = FORBIDDEN, desc = "a failure was lost, or a change told twice")
    @State
    public static class SuccessAndFailure {
        private final Peer peer = Stressed.peerThatIsOut();

        public SuccessAndFailure() {
            peer.begin();
            peer.reserve(Stressed.USUAL, Stressed.DUE);
        }

        @Actor
        public void trial(III_Result r) {
            r.r1 = peer.succeeded(Stressed.USUAL) != HealthChange.NONE ? 1 : 0;
        }

        @Actor
        public void old(III_Result r) {
            r.r2 = peer.failed(Stressed.USUAL, Stressed.DUE + 1) != HealthChange.NONE ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result r) {
            r.r3 = peer.fails();
        }
    }
}
