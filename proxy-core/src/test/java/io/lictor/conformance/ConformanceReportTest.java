package io.lictor.conformance;

import io.lictor.conformance.Proxies.Running;
import io.lictor.engine.Lictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the table against Lictor, nginx and HAProxy and writes {@code docs/conformance.md}; only with {@code
 * -Dconformance.peers=true}.
 *
 * <p>Passes whatever the table says: it measures, {@link ConformanceTest} demands.
 */
final class ConformanceReportTest {

    private static final int PATIENCE_MILLIS = 1_000;

    @TestFactory
    Stream<DynamicTest> comparesWithNginxAndHaproxy() {
        return Boolean.getBoolean("conformance.peers")
                ? Stream.of(DynamicTest.dynamicTest("docs/conformance.md", ConformanceReportTest::write))
                : Stream.empty();
    }

    private static void write() throws Exception {
        Map<String, List<Outcome>> columns = new LinkedHashMap<>();
        List<Running> proxies = new ArrayList<>();
        try (RecordingPeer peer = new RecordingPeer()) {
            Lictor lictor = Proxies.lictor(peer.port());
            proxies.add(new Running("Lictor", "(this tree)", lictor.port(), lictor::close));
            Proxies.nginx(peer.port()).ifPresent(proxies::add);
            Proxies.haproxy(peer.port()).ifPresent(proxies::add);
            for (Running proxy : proxies) {
                columns.put(proxy.name(), outcomes(proxy, peer));
            }
        } finally {
            for (Running proxy : proxies) {
                proxy.close();
            }
        }
        String page = new ConformancePage(CaseFile.all(), proxies, columns).text();
        Files.writeString(Path.of("..", "docs", "conformance.md"), page);
        System.out.println(page.substring(0, page.indexOf("## All cases")));
    }

    private static List<Outcome> outcomes(Running proxy, RecordingPeer peer) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Case run : CaseFile.all()) {
            Outcome outcome = CaseRunner.run(run, proxy.port(), peer, PATIENCE_MILLIS);
            for (int again = 0; again < 2 && Judge.fails(run, outcome); again++) {
                outcome = CaseRunner.run(run, proxy.port(), peer, PATIENCE_MILLIS);
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }
}
