package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

    @TempDir
    Path folder;

    @Test
    void printsEachLineAndThenTheFlags() throws Exception {
        ToolRun run = run("http { server { listen 8080; location / { proxy_pass http://10.0.0.1:81; } } }");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("""
                        # t.conf:1  listen 8080;  -- same: --listen 8080
                        # t.conf:1  location / {  -- same
                        # t.conf:1  proxy_pass http://10.0.0.1:81;  -- same

                        lictor \\
                          --consul off \\
                          --listen 8080 \\
                          --route '/ http://10.0.0.1:81 host=10.0.0.1:81'
                        """);
    }

    @Test
    void whatIsNotSupportedIsCode1() throws Exception {
        assertThat(run("gzip on;").code()).isEqualTo(1);
    }

    @Test
    void aPlaceThatIsWrongIsCode2() throws Exception {
        ToolRun run = run("http {\n  server {\n");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("lictor import: t.conf:2: \"server {\" is not closed (expected: })\n");
    }

    @Test
    void aFileThatIsNotThereIsCode3() {
        ToolRun run = ToolRun.of("import", "/nowhere/nginx.conf");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).isEqualTo("lictor import: /nowhere/nginx.conf: no such file\n");
    }

    @Test
    void anotherFormIsCode2() throws Exception {
        assertThat(run("user a;", "--as", "xml").err())
                .isEqualTo("lictor import: --as \"xml\" (expected: flags, tags or kv)\n");
        assertThat(ToolRun.of("import").code()).isEqualTo(2);
    }

    @Test
    void helpFitsATerminal() {
        assertThat(ToolRun.of("import", "--help").out().lines())
                .contains("Usage: lictor import FILE [--as flags|tags|kv]")
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    private ToolRun run(String text, String... more) throws IOException {
        Path file = folder.resolve("t.conf");
        Files.writeString(file, text);
        String[] args = new String[more.length + 2];
        args[0] = "import";
        args[1] = file.toString();
        System.arraycopy(more, 0, args, 2, more.length);
        return ToolRun.of(args);
    }
}
