package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.devconsul.Registration;
import io.lictor.discovery.testkit.ConsulExtension;
import io.lictor.discovery.testkit.TestConsul;
import io.lictor.testkit.RefusingPort;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ConsulExtension.class)
class LintCommandTest {

    @Test
    void goodTagsAreCode0AndSilence() {
        assertThat(ToolRun.of("lint", "lictor:/sso max_fails=3", "S00123")).isEqualTo(new ToolRun(0, "", ""));
    }

    @Test
    void aFindingIsALineAndCode1() {
        ToolRun run = ToolRun.of("lint", "lictor:/sso max_fails=x");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .isEqualTo("error: tag \"lictor:/sso max_fails=x\": max_fails: \"x\" (expected: a whole number)\n");
    }

    @Test
    void standardInputIsReadByLines() {
        ToolRun run = ToolRun.withInput("# of web\nlictor:/a\n\nlictr:/b\n", "lint");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).startsWith("warning: line 4 \"lictr:/b\": ").hasLineCount(1);
    }

    @Test
    void aRegistryIsChecked(TestConsul consul) {
        consul.admin().register(Registration.of("linted-1", "linted", "127.0.0.1", 8001, "lictor:/linted"));
        consul.admin()
                .register(Registration.of("linted-2", "linted", "127.0.0.1", 8002, "lictor:/linted")
                        .withCheck(Registration.Check.told()));
        try {
            ToolRun run = ToolRun.of("lint", "--consul", consul.host() + ":" + consul.port());
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out().lines().filter(line -> line.contains("linted")))
                    .singleElement()
                    .asString()
                    .matches("warning: instance linted-1 of linted@\\S+: has a route and no check of its own: .*");
        } finally {
            consul.admin().deregister("linted-1");
            consul.admin().deregister("linted-2");
        }
    }

    @Test
    void keysOfARegistryAreChecked(TestConsul consul) {
        consul.admin().setKey("lint-keys/routes/a", "/linted-by-key service:nobody-has-this-name");
        consul.admin().setKey("lint-keys/routes/b", "/b tg:x");
        consul.admin().setKey("lint-fabio", "route ad nothing");
        try {
            ToolRun run = ToolRun.of(
                    "lint",
                    "--consul",
                    consul.host() + ":" + consul.port(),
                    "--kv-prefix",
                    "lint-keys",
                    "--fabio-kv",
                    "lint-fabio");
            assertThat(run.code()).as(run.err()).isEqualTo(1);
            assertThat(run.out().lines())
                    .contains(
                            "warning: route /linted-by-key (key lint-keys/routes/a): no instance takes requests, so it"
                                    + " answers 502 (expected: one at least)")
                    .anyMatch(line -> line.startsWith("error: key lint-keys/routes/b: \"tg:x\" "))
                    .anyMatch(line -> line.startsWith("error: key lint-fabio line 1 "));
            ToolRun explained = ToolRun.of(
                    "explain",
                    "/linted-by-key",
                    "--consul",
                    consul.host() + ":" + consul.port(),
                    "--kv-prefix",
                    "lint-keys");
            assertThat(explained.out()).contains("declared by  key lint-keys/routes/a");
            ToolRun off = ToolRun.of(
                    "explain", "/linted-by-key", "--consul", consul.host() + ":" + consul.port(), "--kv-prefix", "off");
            assertThat(off.out()).doesNotContain("lint-keys");
        } finally {
            consul.admin().deleteKeys("lint-keys/");
            consul.admin().deleteKey("lint-fabio");
        }
    }

    /** What a registry may say is said to the proxy by flags, and to what looks at it by the same. */
    @Test
    void aRegistryIsReadByTheFlagsOfTheProxy(TestConsul consul) {
        consul.admin()
                .register(Registration.of(
                        "flagged-1", "flagged", "127.0.0.1", 8001, "urlprefix-/by-fabio", "lictor:/own"));
        String address = consul.host() + ":" + consul.port();
        try {
            assertThat(explain("/by-fabio", address)).contains("declared by  tag of flagged@");
            assertThat(explain("/by-fabio", address, "--dialects", "lictor")).doesNotContain("flagged@");
            assertThat(explain("/flagged", address)).doesNotContain("127.0.0.1:8001");
            assertThat(explain("/flagged", address, "--service-name", "flag*")).contains("127.0.0.1:8001");
            assertThat(explain("/own", address, "--allow-route", "flagged=/elsewhere"))
                    .doesNotContain("127.0.0.1:8001");
            ToolRun lint = ToolRun.of("lint", "--consul", address, "--allow-route", "flagged=/elsewhere");
            assertThat(lint.out()).contains("route /own of service flagged");
            ToolRun wrong = ToolRun.of("lint", "--consul", address, "--warning", "maybe");
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err()).isEqualTo("lictor lint: --warning \"maybe\" (expected: serves or out)\n");
        } finally {
            consul.admin().deregister("flagged-1");
        }
    }

    private static String explain(String path, String consul, String... flags) {
        List<String> words = new ArrayList<>(List.of("explain", path, "--consul", consul));
        words.addAll(List.of(flags));
        return ToolRun.of(words.toArray(new String[0])).out();
    }

    @Test
    void whoCannotBeReachedIsCode3() throws Exception {
        try (RefusingPort nobody = new RefusingPort()) {
            assertThat(ToolRun.of("lint", "--admin", "127.0.0.1:" + nobody.port())
                            .code())
                    .isEqualTo(3);
            assertThat(ToolRun.of("lint", "--consul", "127.0.0.1:" + nobody.port())
                            .code())
                    .isEqualTo(3);
        }
    }

    @Test
    void twoSourcesAreCode2() {
        ToolRun run = ToolRun.of("lint", "x", "--admin", "1");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("lictor lint: tags, --consul and --admin (expected: one of them)\n");
    }

    @Test
    void helpFitsATerminal() {
        assertThat(ToolRun.of("lint", "--help").out().lines())
                .contains("Usage: lictor lint TAG …")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
}
