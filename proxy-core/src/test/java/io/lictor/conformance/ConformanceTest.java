package io.lictor.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.conformance.Case.Level;
import io.lictor.engine.Lictor;
import io.lictor.engine.StartException;
import io.lictor.testkit.CountingAllocator;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of the table against Lictor: one engine and one peer for all, a client's connection for each. */
final class ConformanceTest {

    private static final int PATIENCE_MILLIS = 5_000;

    private static final Pattern CLAUSE = Pattern.compile("(9110|9112|9113|3986) ([0-9]+|[A-Z])(\\.[0-9]+)*");

    private static final CountingAllocator buffers = new CountingAllocator();

    private static RecordingPeer peer;
    private static Lictor lictor;

    @BeforeAll
    static void start() throws StartException {
        peer = new RecordingPeer();
        lictor = Proxies.lictor(peer.port(), buffers);
    }

    @AfterAll
    static void stop() {
        lictor.close();
        peer.close();
        assertThat(peer.late()).as("forwarded, and read when its case was over").isEmpty();
        buffers.awaitNone();
    }

    static List<Case> cases() {
        return CaseFile.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void holds(Case run) throws IOException {
        Outcome outcome = CaseRunner.run(run, lictor.port(), peer, PATIENCE_MILLIS);

        if (run.reason().isEmpty()) {
            assertThat(Judge.faults(run, outcome)).as("by the RFC").isEmpty();
        }
        assertThat(Judge.deviations(run, outcome)).as("as decided").isEmpty();
        assertThat(outcome.unclean()).as("forwarded").isEmpty();
    }

    @Test
    void isLargeAndWellFormed() {
        List<Case> all = cases();
        assertThat(all).extracting(Case::id).doesNotHaveDuplicates();
        assertThat(all).extracting(Case::clause).allMatch(CLAUSE.asMatchPredicate());
        assertThat(all).filteredOn(each -> !each.ofResponse()).hasSizeGreaterThanOrEqualTo(160);
        assertThat(all).filteredOn(Case::ofResponse).hasSizeGreaterThanOrEqualTo(80);
        assertThat(all)
                .filteredOn(each -> each.level() == Level.MUST && !each.reason().isEmpty())
                .as("what Lictor does not do though it MUST")
                .extracting(Case::title)
                .isEmpty();
    }
}
