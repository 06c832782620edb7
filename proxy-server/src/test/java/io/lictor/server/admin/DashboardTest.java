package io.lictor.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lictor.discovery.DiscoveryView.DatacenterView;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.DiscoveryView.WatchView;
import io.lictor.discovery.RegistryIdentity;
import io.lictor.discovery.RegistryTraffic;
import io.lictor.discovery.WatchMode;
import io.lictor.engine.EngineView.LeavingView;
import io.lictor.engine.OverloadView;
import io.lictor.engine.RouteView;
import io.lictor.engine.UpstreamView;
import io.lictor.engine.UpstreamView.PeerView;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {

    private static final String SCRIPT =
            Dashboard.pages().get("/dashboard.js").get().body();
    private static final String PAGE = Dashboard.pages().get("/").get().body();

    @Test
    void readsOnlyFieldsThatTheApiHas() throws Exception {
        PeerView peer =
                new PeerView("a", "a", "up", "", 0, 1, 1, 0, 0, false, false, 0, 0, 0, 0, 0, 0, "", -1, List.of());
        assertReads("peer", peer);
        assertReads("one", new UpstreamView("u", 0, false, List.of(peer)));
        assertReads("gone", new LeavingView("u", "a", "a", 0, 0, 0, -1, List.of()));
        assertReads("upstreams", new AdminPages.Upstreams(0, List.of(), List.of()));
        assertReads("route", new RouteView("", "", "", "", ""));
        assertReads("watch", new WatchView("", "", false, 0, 0, ""));
        assertReads("datacenter", new DatacenterView("", WatchMode.DIRECT, 0, 0, 0, -1, -1));
        assertReads("agent", RegistryIdentity.NONE);
        assertReads("traffic", RegistryTraffic.NONE);
        assertReads("problem", new Problem("", ""));
        assertReads("overload", OverloadView.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"})
    void neverMakesHtmlOfText(String name) {
        assertThat(SCRIPT).doesNotContain(name);
    }

    @Test
    void asksNobodyElse() {
        assertThat(SCRIPT + PAGE + Dashboard.pages().get("/dashboard.css").get().body())
                .doesNotContain("//fonts", "http://", "https://", "url(");
        assertThat(PAGE).doesNotContain("onclick", "<style", " style=");
    }

    private static void assertReads(String variable, Object view) throws Exception {
        JsonNode has = new ObjectMapper().readTree(Answer.json(Answer.OK, view).body());
        Set<String> reads = new TreeSet<>();
        Matcher field =
                Pattern.compile("\\b" + variable + "\\.([a-z_]+)\\b(?!\\()").matcher(SCRIPT);
        while (field.find()) {
            reads.add(field.group(1));
        }
        assertThat(reads).isNotEmpty().allMatch(has::has, "is a field of " + variable);
    }
}
