package io.lictor.discovery.state;

import static io.lictor.discovery.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.discovery.SavedState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of state: what is kept is found again, and nothing else is taken for it. */
class StateKeeperTest {

    @TempDir
    private Path folder;

    private static SavedState state(String datacenter, int port) {
        return new SavedState(
                datacenter,
                Map.of("a", new SavedState.Service(port, List.of(StateFormatTest.instance("n1", "a-1", port)))));
    }

    private Path file(String datacenter) {
        return folder.resolve("state-" + datacenter + ".json");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void findsAgainWhatItKept() throws Exception {
        try (StateKeeper keeper = StateKeeper.open(folder.resolve("made/for/it"))) {
            keeper.save(StateFormatTest.STATE);
        }
        try (StateKeeper keeper = StateKeeper.open(folder.resolve("made/for/it"))) {
            assertThat(keeper.load("dc1")).contains(StateFormatTest.STATE);
            assertThat(keeper.load("")).contains(StateFormatTest.STATE);
            assertThat(keeper.load("dc2")).isEmpty();
        }
    }

    @Test
    void writesForTheOwnerOnlyAndLeavesNoPartBehind() throws Exception {
        Files.writeString(folder.resolve(".state-dc1.json.new"), "of a run that was killed");
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            keeper.save(StateFormatTest.STATE);
        }
        assertThat(names()).containsExactly("state-dc1.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("dc1"))))
                .isEqualTo("rw-------");
    }

    @Test
    void writesAtMostOnceASecondAndTheLastOneAtTheEnd() throws Exception {
        long before = System.nanoTime();
        int writes = 0;
        Object last = null;
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            for (int i = 0; i < 300; i++) {
                keeper.save(state("dc1", i));
                eventually("there", Duration.ofSeconds(5), () -> Files.exists(file("dc1")));
                Object key = Files.readAttributes(file("dc1"), "unix:ino").get("ino");
                writes += key.equals(last) ? 0 : 1;
                last = key;
            }
            long seconds = Duration.ofNanos(System.nanoTime() - before).toSeconds();
            assertThat(writes).isLessThanOrEqualTo((int) seconds + 2);
        }
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            assertThat(keeper.load("dc1").orElseThrow().services().get("a").revision())
                    .isEqualTo(299);
        }
    }

    @Test
    void keepsDatacentersApart() throws Exception {
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            keeper.save(state("dc1", 1));
            keeper.save(state("dc2/x", 2));
        }
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            assertThat(keeper.load("dc1").orElseThrow().services().get("a").revision())
                    .isEqualTo(1);
            assertThat(keeper.load("dc2/x").orElseThrow().services().get("a").revision())
                    .isEqualTo(2);
        }
    }

    /** Which of them is this one's is known by the first answer; what is another's is dropped then. */
    @Test
    void takesWhatWasWrittenLastWhereNobodySaysWhichDatacenter() throws Exception {
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            keeper.save(state("dc1", 1));
            keeper.save(state("dc2", 2));
        }
        for (String newest : List.of("dc1", "dc2")) {
            for (String name : List.of("dc1", "dc2")) {
                Files.setLastModifiedTime(
                        folder.resolve("state-" + name + ".json"),
                        FileTime.fromMillis(name.equals(newest) ? 2_000_000 : 1_000_000));
            }
            try (StateKeeper keeper = StateKeeper.open(folder)) {
                assertThat(keeper.load("").orElseThrow().datacenter()).isEqualTo(newest);
            }
        }
    }

    /** No instance has said yet what the datacenter is called. */
    @Test
    void keepsWhatHasNoNameUntilThereIsOne() throws Exception {
        SavedState nameless =
                new SavedState("", Map.of(), Map.of("lictor/routes/a", "/a http://127.0.0.1:1"), Map.of());
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            keeper.save(nameless);
        }
        assertThat(names()).containsExactly("state-.json");
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            assertThat(keeper.load("")).contains(nameless);
            assertThat(keeper.load("dc1")).isEmpty();
            keeper.save(nameless);
            keeper.save(state("dc1", 1));
        }
        assertThat(names()).containsExactly("state-dc1.json");
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            // Whatever crash left both.
            Files.write(folder.resolve("state-.json"), StateFormat.write(nameless));
            assertThat(keeper.load("")).map(SavedState::datacenter).contains("dc1");
            Files.writeString(file("dc1"), "damaged");
            assertThat(keeper.load("")).contains(nameless);
        }
    }

    @Test
    void ignoresWhatItCannotUse() throws Exception {
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            Files.write(file("dc2"), StateFormat.write(state("dc1", 1)));
            assertThat(keeper.load("dc2")).as("of another datacenter").isEmpty();
            Files.writeString(file("dc3"), "{\"lictor_state\":0}\n{}");
            assertThat(keeper.load("dc3")).as("of an old schema").isEmpty();
            byte[] damaged = StateFormat.write(state("dc4", 4711));
            Files.writeString(file("dc4"), new String(damaged, StandardCharsets.UTF_8).replace("4711", "4712"));
            assertThat(keeper.load("dc4")).as("damaged").isEmpty();
            Files.createDirectory(file("dc5"));
            assertThat(keeper.load("dc5")).as("a folder").isEmpty();
            assertThat(keeper.load("dc6")).as("none").isEmpty();
        }
    }

    @Test
    void goesOnWhenItCannotWrite() throws Exception {
        Path gone = folder.resolve("gone");
        try (StateKeeper keeper = StateKeeper.open(gone)) {
            Files.delete(gone);
            keeper.save(state("dc1", 1));
            Files.createDirectory(gone);
            keeper.save(state("dc1", 2));
        }
        try (StateKeeper keeper = StateKeeper.open(gone)) {
            assertThat(keeper.load("dc1").orElseThrow().services().get("a").revision())
                    .isEqualTo(2);
        }
    }

    @Test
    void saysHowOldItIs() throws Exception {
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            assertThat(keeper.ageMillis("dc1")).isEqualTo(-1);
            keeper.save(state("dc1", 1));
        }
        Files.setLastModifiedTime(file("dc1"), FileTime.from(Instant.now().minusSeconds(3_600)));
        try (StateKeeper keeper = StateKeeper.open(folder)) {
            assertThat(keeper.ageMillis("dc1")).isBetween(3_600_000L, 3_700_000L);
            Files.setLastModifiedTime(file("dc1"), FileTime.from(Instant.now().plusSeconds(3_600)));
            assertThat(keeper.ageMillis("dc1")).as("by a clock that goes wrong").isZero();
        }
    }

    @Test
    void needsAFolder() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> StateKeeper.open(file)).isInstanceOf(IOException.class);
    }
}
