package io.lictor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.config.ListenerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.discovery.DiscoveryPolicy;
import io.lictor.discovery.Extensions;
import io.lictor.discovery.Glob;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.engine.Transport;
import io.lictor.server.app.Settings;
import io.lictor.server.app.WatchSettings;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SettingsReaderTest {

    @Test
    void needsNoFlagAtAll() throws Exception {
        Settings settings = read(Map.of());

        assertThat(settings.listen()).containsExactly(ListenerSpec.at(new InetSocketAddress(8080)));
        assertThat(settings.admin()).map(InetSocketAddress::toString).hasValue("/127.0.0.1:9990");
        assertThat(settings.consul()).map(ConsulOptions::toString).hasValue("http://127.0.0.1:8500");
        assertThat(settings.routes()).isEmpty();
        assertThat(settings.tags()).isEmpty();
        assertThat(settings.accessLog()).isEqualTo(new Settings.StandardOutput());
        assertThat(settings.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(settings.transport()).isEqualTo(Transport.AUTO);
        assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.resolver()).isEmpty();
    }

    @Test
    void readsEveryFlag() throws Exception {
        Settings settings = read(
                Map.of(),
                "--listen 80 --listen [::1]:8443 --admin off --consul consul.example:8501 --tag a --tag b"
                        + " --access-log /tmp/a.log --max-connections 5000 --workers 3 --transport io_uring --drain-timeout 1m30s"
                        + " --resolver 10.0.0.53");

        assertThat(settings.listen())
                .extracting(listener -> listener.address().toString())
                .containsExactly("0.0.0.0/0.0.0.0:80", "/[0:0:0:0:0:0:0:1]:8443");
        assertThat(settings.admin()).isEmpty();
        assertThat(settings.consul()).map(ConsulOptions::toString).hasValue("http://consul.example:8501");
        assertThat(settings.tags()).containsExactlyInAnyOrder("a", "b");
        assertThat(settings.accessLog()).isEqualTo(new Settings.LogFile(Path.of("/tmp/a.log")));
        assertThat(settings.maxConnections()).isEqualTo(5000);
        assertThat(settings.workers()).isEqualTo(3);
        assertThat(settings.transport()).isEqualTo(Transport.IO_URING);
        assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.resolver()).map(InetSocketAddress::toString).hasValue("/10.0.0.53:53");
    }

    @Test
    void readsTheMissionsOwnLine() throws Exception {
        Settings settings = read(Map.of(), "--listen", "80", "--route", "/sso tag:S00123");

        assertThat(settings.routes()).singleElement().satisfies(route -> {
            assertThat(route.key()).isEqualTo("/sso");
            assertThat(route.target()).hasToString("tag:S00123");
            assertThat(route.source()).isEqualTo("--route");
        });
    }

    @Test
    void readsTheOptionsOfEachListener() throws Exception {
        Settings settings = read(
                Map.of("LICTOR_LISTEN", "80 client_header_timeout=10s ; [::1]:81   max_headers=50  send_timeout=1m"));

        assertThat(settings.listen())
                .extracting(listener -> listener.options().clientHeaderTimeoutMillis())
                .containsExactly(10_000L, 60_000L);
        assertThat(settings.listen())
                .extracting(listener -> listener.options().maxHeaders())
                .containsExactly(1_000, 50);
        assertThat(settings.listen().get(1).address().getPort()).isEqualTo(81);
    }

    @Test
    void takesVariablesWhereThereIsNoFlag() throws Exception {
        Map<String, String> variables = Map.of(
                "LICTOR_LISTEN", "81;82",
                "LICTOR_ROUTE", "/a tag:a\n/b tag:b ; /c http://h:1,http://i:2",
                "LICTOR_DRAIN_TIMEOUT", "5s",
                "LICTOR_ACCESS_LOG", "off",
                "LICTOR_TAG", "");

        Settings settings = read(variables, "--listen", "83");

        assertThat(settings.listen()).containsExactly(ListenerSpec.at(new InetSocketAddress(83)));
        assertThat(settings.routes()).extracting(RouteSpec::key).containsExactly("/a", "/b", "/c");
        assertThat(settings.routes().get(0).source()).isEqualTo("LICTOR_ROUTE");
        assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.accessLog()).isEqualTo(new Settings.NoLog());
        assertThat(settings.tags()).isEmpty();
    }

    @Test
    void readsHowFarTheRegistryIsBelieved() throws Exception {
        assertThat(read(Map.of()).policy()).isEqualTo(DiscoveryPolicy.DEFAULT);
        assertThat(read(Map.of(), "--consul", "off", "--route", "/ http://127.0.0.1:1")
                        .policy()
                        .keys())
                .isEmpty();

        DiscoveryPolicy policy = read(
                        Map.of("LICTOR_ALLOW_ROUTE", "web=/a,/b ; api*=*.example/"),
                        "--dialects lictor,fabio --service-name web-*,api --kv-prefix /site/lictor/ --fabio-kv fabio/config")
                .policy();

        assertThat(policy.dialects()).containsExactlyInAnyOrder("lictor", "fabio");
        assertThat(policy.serviceNames()).extracting(Glob::text).containsExactly("web-*", "api");
        assertThat(policy.keys()).hasValue("site/lictor");
        assertThat(policy.fabioKeys()).hasValue("fabio/config");
        assertThat(policy.allowed()).hasToString("web=/a,/b; api*=*.example/");

        DiscoveryPolicy off = read(Map.of(), "--dialects off --kv-prefix off --fabio-kv off --service-name")
                .policy();
        assertThat(off.dialects()).isEmpty();
        assertThat(off.keys()).isEmpty();
        assertThat(off.fabioKeys()).isEmpty();
        assertThat(off.serviceNames()).extracting(Glob::text).containsExactly("*");
    }

    @Test
    void honoursConsulsOwnVariables(@TempDir Path folder) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "from-file\n");
        Map<String, String> variables = Map.of(
                "CONSUL_HTTP_ADDR", "10.0.0.1",
                "CONSUL_HTTP_SSL", "true",
                "CONSUL_HTTP_SSL_VERIFY", "0",
                "CONSUL_HTTP_TOKEN", "from-variable",
                "CONSUL_HTTP_TOKEN_FILE", token.toString(),
                "CONSUL_CACERT", "/etc/ca.pem",
                "CONSUL_CLIENT_CERT", "/etc/us.pem",
                "CONSUL_CLIENT_KEY", "/etc/us-key.pem");

        ConsulOptions consul = read(variables).consul().orElseThrow();

        assertThat(consul).hasToString("https://10.0.0.1:8500");
        assertThat(consul.token()).hasValue("from-variable");
        assertThat(consul.tokenFile()).hasValue(token);
        assertThat(consul.verify()).isFalse();
        assertThat(consul.caFile()).hasValue(Path.of("/etc/ca.pem"));
        assertThat(consul.clientCertificate())
                .hasValue(new ConsulOptions.ClientCertificate(Path.of("/etc/us.pem"), Path.of("/etc/us-key.pem")));
        assertThat(read(variables, "--consul", "http://c:1").consul())
                .map(ConsulOptions::toString)
                .hasValue("http://c:1");
    }

    @ParameterizedTest(name = "{0} alone")
    @CsvSource({"CONSUL_CLIENT_CERT, CONSUL_CLIENT_KEY", "CONSUL_CLIENT_KEY, CONSUL_CLIENT_CERT"})
    void wantsAClientCertificateWithItsKey(String given, String missing) {
        assertThatThrownBy(() -> read(Map.of(given, "/etc/x.pem"), "--listen 80"))
                .isInstanceOf(UsageException.class)
                .hasMessage(given + " \"/etc/x.pem\" (expected: " + missing + " with it)");
    }

    @Test
    void readsHowTheRegistryIsWatched() throws Exception {
        Settings settings = read(
                Map.of(),
                "--consul a:1,https://b:2 --consul c --datacenter dc1,dc2 --datacenter dc3 --state /var/lib/lictor"
                        + " --warning out --max-blocking-queries 12 --tagged-address wan");
        ConsulOptions consul = settings.consul().orElseThrow();
        assertThat(consul).hasToString("http://a:1,https://b:2,http://c:8500");
        assertThat(consul.maxBlockingQueries()).isEqualTo(12);
        assertThat(consul.taggedAddress()).hasValue("wan");
        assertThat(settings.watch())
                .isEqualTo(new WatchSettings(
                        List.of("dc1", "dc2", "dc3"), Optional.of(Path.of("/var/lib/lictor")), false));
        assertThat(read(Map.of(), "--listen 80").watch()).isEqualTo(WatchSettings.DEFAULT);
        assertThat(read(Map.of("LICTOR_CONSUL", "a:1;b:2"), "--listen 80").consul())
                .map(ConsulOptions::toString)
                .hasValue("http://a:1,http://b:2");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--route;/sso tg:x|--route \"/sso tg:x\": \"tg:x\" (expected after the path: service:NAME, tag:TAG,"
                        + " http://HOST:PORT,… or https://HOST:PORT,…)",
                "--consul;off;--route;/sso tag:a|--route \"/sso tag:a\": \"tag:a\" needs a registry, and Consul is off",
                "--consul;off|nothing to serve: Consul is off and there is no --route",
                "--route;/a tag:a;--route;/a tag:b|--route \"/a tag:b\": the same host and path as in \"/a tag:a\"",
                "--listen;http|--listen \"http\" (expected: [HOST:]PORT, with an IPv6 address in brackets and a port"
                        + " from 0 to 65535)",
                "--listen;65536|--listen \"65536\" (expected: [HOST:]PORT, with an IPv6 address in brackets and a port"
                        + " from 0 to 65535)",
                "--listen;::1:80|--listen \"::1:80\" (expected: [HOST:]PORT, with an IPv6 address in brackets and a"
                        + " port from 0 to 65535)",
                "--listen;80 keepalive_requests=0|--listen \"80 keepalive_requests=0\": keepalive_requests: \"0\""
                        + " (expected: 1 to 1000000000)",
                "--listen;no-such-host.invalid:80|--listen \"no-such-host.invalid:80\": no address is known for"
                        + " \"no-such-host.invalid\"",
                "--consul;ftp://c:1|--consul \"ftp://c:1\" (expected: [http[s]://]HOST:PORT or off)",
                "--consul;c:1/v1|--consul \"c:1/v1\" (expected: [http[s]://]HOST:PORT or off)",
                "--consul;a:1;--consul;off|--consul \"a:1\" (expected: off alone, or agents)",
                "--tagged-address;a b|--tagged-address \"a b\" (expected: the name of an address: lan, wan, lan_ipv4 …)",
                "--max-blocking-queries;0|--max-blocking-queries \"0\" (expected: 1 to 4000)",
                "--datacenter;dc1,dc1|--datacenter \"dc1,dc1\" (expected: names of datacenters, each once, the local one"
                        + " first)",
                "--warning;maybe|--warning \"maybe\" (expected: serves or out)",
                "--state;|--state \"\" (expected: a folder)",
                "--max-connections;0|--max-connections \"0\" (expected: 1 to 10000000)",
                "--dialects;lictor,nginx|--dialects \"lictor,nginx\" (expected: off, or some of DIALECTS by commas)",
                "--service-name;a b|--service-name \"a b\" (expected: off, or globs of names by commas such as web-*)",
                "--service-name;a,|--service-name \"a,\" (expected: off, or globs of names by commas such as web-*)",
                "--allow-route;web=/a;--allow-route;web|--allow-route \"web\" (expected:"
                        + " SERVICE-GLOB=[HOST-GLOB]/PREFIX,…)",
                "--kv-prefix;/|--kv-prefix \"/\" (expected: a key such as lictor, or off)",
                "--fabio-kv;a b|--fabio-kv \"a b\" (expected: a key such as lictor, or off)",
                "--workers;0|--workers \"0\" (expected: 1 to 1024)",
                "--transport;kqueue|--transport \"kqueue\" (expected: auto, io_uring, epoll or nio)",
                "--resolver;dns.test:53|--resolver \"dns.test:53\" (expected: the IP address of a DNS server, and a port"
                        + " where it is not 53)",
                "--drain-timeout;soon|--drain-timeout: \"soon\" (expected: a time such as 60, 500ms, 5s or 1m30s)",
            })
    void saysInOneLineWhatIsWrong(String flags, String message) {
        assertThatThrownBy(() -> read(Map.of(), flags.split(";", -1)))
                .isInstanceOf(UsageException.class)
                .hasMessage(message.replace("DIALECTS", String.join(" ", Extensions.dialectNames())));
    }

    private static Settings read(Map<String, String> variables, String words) throws UsageException {
        return read(variables, words.split(" "));
    }

    private static Settings read(Map<String, String> variables, String... words) throws UsageException {
        Flags flags = new Flags();
        new CommandLine(flags).parseArgs(words);
        return SettingsReader.read(flags, new Environment(variables));
    }
}
