package io.lictor.discovery.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.discovery.Instance;
import io.lictor.discovery.Instance.Status;
import io.lictor.discovery.SavedState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A state as bytes, and what is no state. */
class StateFormatTest {

    static final SavedState STATE = new SavedState(
            "dc1",
            Map.of(
                    "S00123-keycloak",
                    new SavedState.Service(17, List.of(instance("n1", "kc-1", 8080), instance("n2", "kc-1", 8081))),
                    "tör",
                    new SavedState.Service(0, List.of())),
            Map.of("lictor/routes/sso", "/sso service:S00123-keycloak", "lictor/", "", "lictor/routes/b", "/b nowhere"),
            Map.of("lictor/routes/b", "/b service:b"));

    static Instance instance(String node, String id, int port) {
        return new Instance(
                new Instance.Id("dc1", node, id),
                "S00123-keycloak",
                "fd00::1",
                port,
                List.of("S00123", "grün \"quoted\""),
                Map.of("lictor-route-1", "/sso max_fails=3"),
                Status.WARNING,
                10,
                3,
                42);
    }

    private static byte[] with(String was, String is) {
        String text = new String(StateFormat.write(STATE), StandardCharsets.UTF_8);
        assertThat(text).contains(was);
        return text.replace(was, is).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsWhatItWrote() throws StateException {
        assertThat(StateFormat.read(StateFormat.write(STATE))).isEqualTo(STATE);
        SavedState empty = new SavedState("dc-2", Map.of());
        assertThat(StateFormat.read(StateFormat.write(empty))).isEqualTo(empty);
    }

    /** Who does not know of it takes the instance as any other. */
    @Test
    void writesWhatWasMissingAsAFieldOfItsOwn() throws Exception {
        Instance missing = instance("n1", "kc-1", 8080);
        SavedState state = new SavedState(
                "dc1",
                Map.of(
                        "S00123-keycloak",
                        new SavedState.Service(
                                17, List.of(missing, instance("n2", "kc-1", 8081)), Set.of(missing.id()))));
        byte[] bytes = StateFormat.write(state);
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .containsOnlyOnce("\"missing\":true")
                .doesNotContain("\"missing\":false", "MISSING");
        assertThat(StateFormat.read(bytes)).isEqualTo(state);
    }

    /** As they were written before it was kept what bad keys had said. */
    @Test
    void readsFilesThatKnowOfLess() throws Exception {
        String body = "{\"services\":{},\"keys\":{\"lictor/routes/a\":\"/a service:a\"}}";
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
        String head = "{\"lictor_state\":1,\"datacenter\":\"dc1\",\"sha256\":\""
                + HexFormat.of().formatHex(sum) + "\"}";
        assertThat(StateFormat.read((head + "\n" + body).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new SavedState("dc1", Map.of(), Map.of("lictor/routes/a", "/a service:a"), Map.of()));
    }

    @Test
    void writesTheSameBytesForTheSameState() {
        assertThat(StateFormat.write(STATE)).isEqualTo(StateFormat.write(STATE));
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> StateFormat.read(with("\"lictor_state\":1", "\"lictor_state\":2")))
                .isInstanceOf(StateException.class)
                .hasMessage("schema 2 (expected: 1)");
        assertThatThrownBy(() -> StateFormat.read(with("8080", "8082")))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("checksum")
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> StateFormat.read(new byte[0]))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("first line");
        assertThatThrownBy(() -> StateFormat.read("null\n{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("null");
        assertThatThrownBy(() -> StateFormat.read("{}\n{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(StateException.class)
                .hasMessage("schema 0 (expected: 1)");
    }

    /** Whatever becomes of a file, it is the state that was written or none. */
    @Test
    void takesNothingThatWasCutOrChanged() throws StateException {
        byte[] good = StateFormat.write(STATE);
        int body = new String(good, StandardCharsets.UTF_8).indexOf('\n') + 1;
        for (int length = 0; length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThatThrownBy(() -> StateFormat.read(cut)).isInstanceOf(StateException.class);
        }
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = good.clone();
            changed[body + random.nextInt(good.length - body)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> StateFormat.read(changed)).isInstanceOf(StateException.class);
        }
        assertThat(StateFormat.read(good)).isEqualTo(STATE);
    }
}
