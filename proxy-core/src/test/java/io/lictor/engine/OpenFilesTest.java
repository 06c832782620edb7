package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenFilesTest {

    @TempDir
    Path folder;

    private long limit(String line) throws Exception {
        Path file = folder.resolve("limits");
        Files.writeString(file, "Limit  Soft Limit  Hard Limit  Units\nMax processes  1  2  processes\n" + line + "\n");
        return OpenFiles.limit(file);
    }

    @Test
    void readsTheSoftLimit() throws Exception {
        assertThat(limit("Max open files            1024                 524288               files"))
                .isEqualTo(1024);
        assertThat(limit("Max open files            unlimited            unlimited            files"))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void isNoBoundWhereItCannotBeRead() throws Exception {
        assertThat(limit("Max open files")).isEqualTo(Integer.MAX_VALUE);
        assertThat(OpenFiles.limit(folder.resolve("none"))).isEqualTo(Integer.MAX_VALUE);
    }
}
