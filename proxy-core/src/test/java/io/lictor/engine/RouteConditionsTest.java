package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.ListenerParser;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Routes that ask for more than host and path, on the wire: whole proxy, real loopback sockets. */
final class RouteConditionsTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private Lictor lictor(String listener, String... routes) throws Exception {
        LictorBuilder builder = Lictor.builder()
                .allocator(buffers)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenerParser.options(listener))
                .workers(1);
        for (String route : routes) {
            builder.route(route);
        }
        return builder.start();
    }

    private static String ask(RawClient client, String line, String... fields) throws Exception {
        StringBuilder head = new StringBuilder(line + " HTTP/1.1\r\nHost: a\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        RawClient.Response response = client.send(head + "\r\n").read();
        return response.status() == 200 ? response.body() : String.valueOf(response.status());
    }

    @Test
    void aMethodChoosesTheRoute() throws Exception {
        try (ScriptedPeer read = ScriptedPeer.answering("read");
                ScriptedPeer write = ScriptedPeer.answering("write");
                Lictor lictor = lictor(
                        "",
                        "/a " + read.target() + " method=GET,OPTIONS",
                        "/a " + write.target() + " method=POST",
                        "/ " + read.target() + " method=DELETE");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(ask(client, "GET /a/x")).isEqualTo("read");
            assertThat(ask(client, "OPTIONS /a")).isEqualTo("read");
            assertThat(ask(client, "POST /a", "Content-Length: 0")).isEqualTo("write");
            assertThat(ask(client, "DELETE /a")).as("the next best path").isEqualTo("read");
            assertThat(ask(client, "PUT /a", "Content-Length: 0")).isEqualTo("404");
            assertThat(ask(client, "get /a")).as("methods have a case").isEqualTo("404");
        }
    }

    @Test
    void aFieldChoosesTheRoute() throws Exception {
        try (ScriptedPeer blue = ScriptedPeer.answering("blue");
                ScriptedPeer any = ScriptedPeer.answering("any");
                ScriptedPeer two = ScriptedPeer.answering("two");
                ScriptedPeer rest = ScriptedPeer.answering("rest");
                Lictor lictor = lictor(
                        "",
                        "/ " + rest.target(),
                        "/ " + any.target() + " header=X-Team",
                        "/ " + blue.target() + " header=X-Team:blue priority=1",
                        "/ " + two.target() + " header=X-Version:~^v2(\\.|$)");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(ask(client, "GET /")).isEqualTo("rest");
            assertThat(ask(client, "GET /", "x-team: blue")).isEqualTo("blue");
            assertThat(ask(client, "GET /", "X-Team: green", "X-TEAM:  blue ")).isEqualTo("blue");
            assertThat(ask(client, "GET /", "X-Team: blues")).isEqualTo("any");
            assertThat(ask(client, "GET /", "X-Team:")).isEqualTo("any");
            assertThat(ask(client, "GET /", "X-Version: v2.1")).isEqualTo("two");
            assertThat(ask(client, "GET /", "X-Version: v21")).isEqualTo("rest");
        }
    }

    @Test
    void anArgumentChoosesTheRoute() throws Exception {
        try (ScriptedPeer beta = ScriptedPeer.answering("beta");
                ScriptedPeer number = ScriptedPeer.answering("number");
                ScriptedPeer rest = ScriptedPeer.answering("rest");
                Lictor lictor = lictor(
                        "",
                        "/ " + rest.target(),
                        "/ " + beta.target() + " \"query=mode:a b\"",
                        "/ " + number.target() + " query=n:~^[0-9]+$");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(ask(client, "GET /")).isEqualTo("rest");
            assertThat(ask(client, "GET /?mode=a+b")).isEqualTo("beta");
            assertThat(ask(client, "GET /?x=1&mode=c&m%6fde=a%20b")).isEqualTo("beta");
            assertThat(ask(client, "GET /?mode=a%2Bb")).isEqualTo("rest");
            assertThat(ask(client, "GET /?n=x&n=%31%32")).isEqualTo("number");
            assertThat(ask(client, "GET /?n=%3"))
                    .as("a broken escape is no argument")
                    .isEqualTo("rest");
        }
    }

    @Test
    void theClientsAddressChoosesTheRouteAlsoBehindATrustedProxy() throws Exception {
        try (ScriptedPeer inside = ScriptedPeer.answering("inside");
                ScriptedPeer rest = ScriptedPeer.answering("rest");
                Lictor direct = lictor("", "/ " + rest.target(), "/ " + inside.target() + " client=127.0.0.0/8,::1");
                Lictor behind = lictor(
                        "set_real_ip_from=127.0.0.0/8,::1",
                        "/ " + rest.target(),
                        "/ " + inside.target() + " client=10.1.0.0/16,2001:db8::/32");
                RawClient client = RawClient.connect(direct.port());
                RawClient proxy = RawClient.connect(behind.port())) {
            assertThat(ask(client, "GET /")).isEqualTo("inside");
            assertThat(ask(client, "GET /", "X-Forwarded-For: 8.8.8.8"))
                    .as("nobody's word is taken")
                    .isEqualTo("inside");
            assertThat(ask(proxy, "GET /")).isEqualTo("rest");
            assertThat(ask(proxy, "GET /", "X-Forwarded-For: 10.1.2.3")).isEqualTo("inside");
            assertThat(ask(proxy, "GET /", "X-Forwarded-For: 10.2.2.3")).isEqualTo("rest");
            assertThat(ask(proxy, "GET /", "X-Forwarded-For: 2001:db8::7")).isEqualTo("inside");
        }
    }

    @Test
    void everythingThatIsAskedMustHold() throws Exception {
        try (ScriptedPeer both = ScriptedPeer.answering("both");
                Lictor lictor = lictor("", "/ " + both.target() + " method=GET header=X-A:1 header=X-B query=c");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(ask(client, "GET /?c", "X-A: 1", "X-B: 2")).isEqualTo("both");
            assertThat(ask(client, "GET /?d", "X-A: 1", "X-B: 2")).isEqualTo("404");
            assertThat(ask(client, "GET /?c", "X-A: 1")).isEqualTo("404");
            assertThat(ask(client, "GET /?c", "X-B: 1")).isEqualTo("404");
            assertThat(ask(client, "DELETE /?c", "X-A: 1", "X-B: 2")).isEqualTo("404");
        }
    }
}
