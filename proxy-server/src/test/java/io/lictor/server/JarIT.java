package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.RefusingPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar as its users have it: one file, run by the JDK that runs the build. */
@Timeout(120)
class JarIT {

    private static final Path JAR = Path.of("target", "lictor.jar").toAbsolutePath();
    private static final Pattern LOG_LINE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+\\S+ INFO  \\w+ .*");
    private static final String ROUTE = "/ http://127.0.0.1:9";

    @TempDir
    Path folder;

    @Test
    void saysItsVersion() throws Exception {
        Run run = run("--version");

        assertThat(run.code).isZero();
        assertThat(run.out).hasSize(1);
        assertThat(run.out.get(0)).startsWith("lictor ").contains("(JDK ");
        assertThat(run.err).isEmpty();
    }

    @Test
    void aWrongRouteIsOneLineAndCode2() throws Exception {
        Run run = run("--route", "/sso tg:x");

        assertThat(run.code).isEqualTo(2);
        assertThat(run.err)
                .containsExactly("lictor: --route \"/sso tg:x\": \"tg:x\" (expected after the path: service:NAME,"
                        + " tag:TAG, http://HOST:PORT,… or https://HOST:PORT,…)");
    }

    @Test
    void aPortInUseIsOneErrorLineAndCode1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "127.0.0.1:" + taken.getLocalPort();
            Run listen = run("--consul", "off", "--route", ROUTE, "--admin", "off", "--listen", port);
            Run admin = run("--consul", "off", "--route", ROUTE, "--admin", port, "--listen", "127.0.0.1:0");

            assertThat(listen.code).isEqualTo(1);
            assertThat(listen.err)
                    .singleElement()
                    .asString()
                    .startsWith("lictor: ")
                    .contains(port, "in use");
            assertThat(admin.code).isEqualTo(1);
            assertThat(admin.err)
                    .singleElement()
                    .asString()
                    .startsWith("lictor: ")
                    .contains(port, "in use");
        }
    }

    @Test
    void startsWithoutAWarningAndEndsWithCode0OnASignal() throws Exception {
        Process process =
                start("--consul", "off", "--route", ROUTE, "--admin", "127.0.0.1:0", "--listen", "127.0.0.1:0");
        List<String> err = new ArrayList<>();
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            while (line != null) {
                err.add(line);
                if (line.contains("listening on=127.0.0.1:")) {
                    process.toHandle().destroy();
                }
                line = lines.readLine();
            }
        }

        assertThat(process.waitFor()).isZero();
        assertThat(err).allSatisfy(line -> assertThat(line).matches(LOG_LINE));
        assertThat(err).anySatisfy(line -> assertThat(line).contains(" admin=127.0.0.1:", " transport=", " jdk="));
        assertThat(err.get(err.size() - 1)).contains("stopped");
    }

    @Test
    void learnsFromRequestsThatAreAnswered() throws Exception {
        Run run = run("learn");

        assertThat(run.code).isZero();
        assertThat(run.err).allSatisfy(line -> assertThat(line).matches(LOG_LINE));
        assertThat(run.out)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("GET /learn?a=b HTTP/1.1\" 200 "));
    }

    @Test
    void lintNamesThePlaceOfWhatIsWrong() throws Exception {
        Run good = run("lint", "lictor:/sso max_fails=3 fail_timeout=60s", "S00123");
        Run bad = run("lint", "lictor:/sso max_fails=x");

        assertThat(good).isEqualTo(new Run(0, List.of(), List.of()));
        assertThat(bad)
                .isEqualTo(new Run(
                        1,
                        List.of("error: tag \"lictor:/sso max_fails=x\": max_fails: \"x\" (expected: a whole number)"),
                        List.of()));
    }

    @Test
    void explainSaysWhoCouldNotBeAsked() throws Exception {
        try (RefusingPort nobody = new RefusingPort()) {
            Run run = run("explain", "https://a.example/sso", "--consul", "127.0.0.1:" + nobody.port());

            assertThat(run.code).isEqualTo(3);
            assertThat(run.out).isEmpty();
            assertThat(run.err)
                    .singleElement()
                    .asString()
                    .startsWith("lictor explain: ")
                    .contains("" + nobody.port());
        }
    }

    @Test
    void importsAConfiguration() throws Exception {
        Path conf = Files.writeString(
                folder.resolve("nginx.conf"), "http { server { location /sso { proxy_pass http://10.0.0.1:8080; } } }");
        Run run = run("import", conf.toString());

        assertThat(run.code).as("%s", run.err).isZero();
        assertThat(run.out).anyMatch(line -> line.contains("--route '/sso http://10.0.0.1:8080 "));
    }

    /** Its figures are judged by whoever runs it alone on a machine, not beside other tests. */
    @Test
    void tellsTheWholeStoryInMemory() throws Exception {
        Run run = run("demo", "--once", "--in-memory");

        assertThat(run.err).noneMatch(line -> line.startsWith("lictor: "));
        assertThat(run.out)
                .filteredOn(line -> line.matches("  (ok|FAIL) {1,3} .*"))
                .hasSize(5)
                .element(0)
                .asString()
                .startsWith("  ok");
        assertThat(run.out.get(run.out.size() - 1)).endsWith("very step held.");
        assertThat(run.code).isEqualTo(run.out.contains("Every step held.") ? 0 : 1);
    }

    @Test
    void withoutAnyConsulTheStoryIsCode3() throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                builder("demo", "--once").redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("CONSUL_BIN", folder.resolve("none").toString());
        Process process = builder.start();

        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(Files.readAllLines(err).get(0)).startsWith("lictor: demo: no Consul: ");
    }

    @Test
    void hasWhatIsMergedFromItsLibraries() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Enable-Native-Access"))
                    .isEqualTo("ALL-UNNAMED");
            assertThat(jar.isMultiRelease()
                            || jar.getManifest().getMainAttributes().getValue("Multi-Release") != null)
                    .isTrue();
            assertThat(text(jar, "META-INF/io.netty.versions.properties"))
                    .contains("netty-common.version", "netty-transport-native-io_uring.version");
            assertThat(text(jar, "META-INF/LICENSE.txt")).contains("QOS.ch", "Apache License");
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .contains("META-INF/NOTICE", "META-INF/LICENSE-lictor")
                    .anyMatch(name -> name.matches("META-INF/native/libnetty_transport_native_epoll_x86_64.so"))
                    .anyMatch(name -> name.matches("META-INF/native/libnetty_transport_native_io_uring.*_aarch_64.so"))
                    .noneMatch(name -> name.endsWith("module-info.class") || name.endsWith(".SF"));
        }
    }

    private static String text(JarFile jar, String entry) throws IOException {
        return new String(jar.getInputStream(jar.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }

    private Run run(String... args) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = builder(args)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }

    private static Process start(String... args) throws IOException {
        return builder(args).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static ProcessBuilder builder(String... args) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-Xmx128m", "-Dstdout.encoding=UTF-8"));
        // Before JDK 19 this, undocumented, is what System.err goes by.
        command.addAll(List.of("-Dsun.stderr.encoding=UTF-8", "-Dstderr.encoding=UTF-8", "-jar", JAR.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("LICTOR_") || name.startsWith("JAVA_TOOL"));
        return builder;
    }

    /** What a run ended with. */
    private record Run(int code, List<String> out, List<String> err) {}
}
