package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static io.lictor.discovery.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Registry.Fault;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that is read once more, past its watch. */
@Timeout(60)
class SecondLookTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final ScriptedTransport consul = new ScriptedTransport();
    private final RecordingReceiver receiver = new RecordingReceiver();
    private final SecondLook look = new SecondLook(consul, new SelfTest(new FakeTicker()));

    @AfterEach
    void close() {
        look.close();
    }

    @Test
    void asksForWhatAMajorityHas() {
        consul.answer(30, list(passing("n1", 1)));
        look.at("a b", receiver);
        eventually("told", SOON, () -> !receiver.told.isEmpty());
        assertThat(receiver.ports()).containsExactly(1);
        assertThat(receiver.told.get(0).fresh()).isTrue();
        assertThat(receiver.told.get(0).revision()).isEqualTo(30);
        assertThat(consul.lastAsked()).isEqualTo(Query.confirmed("/v1/health/service/a%20b"));
    }

    @Test
    void anEmptyAnswerOfATokenThatMaySeeNothingIsNone() {
        consul.answer(30, "[]").status(403, "ACL not found");
        look.at("a", receiver);
        eventually("told", SOON, () -> !receiver.faults.isEmpty());
        assertThat(receiver.told).isEmpty();
        assertThat(receiver.faults).singleElement().matches(Fault::denied);
    }

    @Test
    void saysWhyThereIsNoAnswer() {
        consul.status(500, "No cluster leader")
                .failure("refused")
                .answer(30, "{")
                .answer(200, Map.of(), "null");
        for (int n = 0; n < 4; n++) {
            look.at("a", receiver);
        }
        eventually("told", SOON, () -> receiver.faults.size() == 4);
        assertThat(receiver.faults)
                .extracting(Fault::message)
                .startsWith("status 500: No cluster leader", "refused")
                .hasSize(4);
        assertThat(receiver.told).isEmpty();
    }

    @Test
    void saysSoWhenItIsClosed() {
        look.close();
        look.at("a", receiver);
        assertThat(receiver.faults).containsExactly(new Fault(false, "closed"));
    }
}
