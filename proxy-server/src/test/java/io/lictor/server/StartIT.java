package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar loads nothing that its flags do not ask for: a start is as long as what is loaded. */
@Timeout(120)
class StartIT {

    private static final Path JAR = Path.of("target", "lictor.jar").toAbsolutePath();
    private static final Pattern LISTENING = Pattern.compile("listening on=\\S+?:(\\d+) ");

    /** Packages of what reads JSON, counts for a scrape, asks Consul, encrypts, or records the JVM. */
    private static final List<String> NOT_ASKED_FOR = List.of(
            "com.fasterxml.jackson.",
            "com.google.gson.",
            "com.ecwid.consul.",
            "io.micrometer.",
            "io.prometheus.",
            "org.apache.http.",
            "java.net.http.",
            "sun.security.ssl.",
            "jdk.jfr.EventType",
            "jdk.jfr.events.",
            "io.netty.handler.ssl.",
            "io.netty.resolver.dns.",
            "io.lictor.discovery.consul.ConsulRegistry",
            "io.lictor.server.demo.",
            "io.lictor.server.importer.",
            "io.lictor.server.metrics.Meters");

    private static final List<String> OF_THE_ADMIN =
            List.of("com.sun.net.httpserver.", "sun.net.httpserver.", "io.lictor.server.admin.AdminPages");

    @TempDir
    Path folder;

    @Test
    void withoutRegistryAndAdminTheFirstAnswerNeedsNeither() throws Exception {
        List<String> loaded = loadedUntilTheFirstAnswer("--admin", "off");

        assertThat(ofPackages(loaded, NOT_ASKED_FOR)).isEmpty();
        assertThat(ofPackages(loaded, OF_THE_ADMIN)).isEmpty();
    }

    @Test
    void anAdminThatNobodyAsksReadsNoJsonAndCountsNothing() throws Exception {
        List<String> loaded = loadedUntilTheFirstAnswer("--admin", "127.0.0.1:0");

        assertThat(ofPackages(loaded, OF_THE_ADMIN)).isNotEmpty();
        assertThat(ofPackages(loaded, NOT_ASKED_FOR)).isEmpty();
    }

    /** The names of all classes that a start without Consul loads to answer one request. */
    private List<String> loadedUntilTheFirstAnswer(String... flags) throws Exception {
        Path classes = folder.resolve("classes");
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            connection.readHead();
        })) {
            Process lictor = start(classes, peer.target(), flags);
            try (BufferedReader log = lictor.errorReader(StandardCharsets.UTF_8);
                    RawClient client = RawClient.connect(port(log))) {
                assertThat(client.get("/").body()).isEqualTo("ok");
            } finally {
                lictor.destroyForcibly();
                assertThat(lictor.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
        }
        try (Stream<String> lines = Files.lines(classes)) {
            List<String> loaded = lines.map(line -> line.split(" ", 2)[0]).toList();
            assertThat(loaded).contains("io.lictor.exchange.Exchange");
            return loaded;
        }
    }

    private static Process start(Path classes, String target, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-Xlog:class+load:file=" + classes + ":none", "-jar", JAR.toString()));
        command.addAll(List.of("--consul", "off", "--access-log", "off", "--listen", "127.0.0.1:0"));
        command.addAll(List.of("--route", "/ " + target));
        command.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("LICTOR_") || name.startsWith("JAVA_TOOL"));
        return builder.start();
    }

    private static int port(BufferedReader log) throws IOException {
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
        }
        throw new AssertionError("it ended before it listened");
    }

    private static List<String> ofPackages(List<String> loaded, List<String> prefixes) {
        return loaded.stream()
                .filter(name -> prefixes.stream().anyMatch(name::startsWith))
                .toList();
    }
}
