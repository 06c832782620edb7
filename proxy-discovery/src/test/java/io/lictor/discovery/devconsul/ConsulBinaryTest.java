package io.lictor.discovery.devconsul;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsulBinaryTest {

    @TempDir
    private Path folder;

    private Path program(String name) throws Exception {
        Path file =
                Files.createFile(Files.createDirectories(folder.resolve(name)).resolve("consul"));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void prefersTheVariableThenThePathThenTheCache() throws Exception {
        Path named = program("named");
        Path path = program("path");
        Path cached = program("cache");
        String search = "/nowhere::" + path.getParent();
        Path cache = cached.getParent();
        assertThat(ConsulBinary.find(Map.of("CONSUL_BIN", named.toString(), "PATH", search), cache)
                        .path())
                .contains(named);
        assertThat(ConsulBinary.find(Map.of("PATH", search), cache).path()).contains(path);
        assertThat(ConsulBinary.find(Map.of(), cache).path()).contains(cached);
    }

    @Test
    void saysWhatToDoWhenTheVariableNamesNoProgram() {
        ConsulBinary none = ConsulBinary.find(Map.of("CONSUL_BIN", "/nowhere/consul"), folder);
        assertThat(none.path()).isEmpty();
        assertThat(none.reason())
                .contains("CONSUL_BIN=/nowhere/consul (expected: a program)")
                .contains("install Consul");
    }
}
