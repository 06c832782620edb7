package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.spec.ListenerParser;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.RawClient.Response;
import io.lictor.testkit.RecordingObserver;
import io.lictor.testkit.ScriptedPeer;
import io.lictor.testkit.ScriptedPeer.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a route changes in the messages, on the wire: whole proxy, real loopback sockets. */
final class HeaderRulesTest {

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    private final RecordingObserver observed = new RecordingObserver();

    private Lictor lictor(String... routes) throws StartException {
        LictorBuilder builder =
                Lictor.builder().allocator(buffers).listen(0).workers(1).observer(observed);
        for (String route : routes) {
            builder.route(route);
        }
        return builder.start();
    }

    private static String ok(String... fields) {
        return "HTTP/1.1 200 OK\r\n" + String.join("\r\n", fields) + "\r\nContent-Length: 2\r\n\r\nok";
    }

    @Test
    void setsFieldsOfTheRequest() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor("/ " + peer.target() + " proxy_set_header=\"X-Team: $host blue\""
                        + " proxy_set_header=X-Id:$request_id proxy_set_header=X-Same:$request_id"
                        + " proxy_set_header=Accept: proxy_set_header=X-Forwarded-For:$remote_addr!");
                RawClient client = RawClient.connect(lictor.port())) {
            String request = "GET / HTTP/1.1\r\nHost: a.example\r\nX-Team: red\r\nAccept: */*\r\n"
                    + "X-Forwarded-For: 1.1.1.1\r\nx-team: green\r\n\r\n";
            client.send(request).read();
            client.send(request).read();

            Request first = peer.requests().get(0);
            assertThat(first.head().toLowerCase(Locale.ROOT)).containsOnlyOnce("\r\nx-team:");
            assertThat(first.field("x-team")).isEqualTo("a.example blue");
            assertThat(first.hasField("accept")).isFalse();
            assertThat(first.field("x-forwarded-for")).isEqualTo("127.0.0.1!");
            assertThat(first.head()).containsOnlyOnce("X-Forwarded-For");
            assertThat(first.field("x-id")).matches("[0-9a-f]{32}").isEqualTo(first.field("x-same"));
            assertThat(peer.requests().get(1).field("x-id")).isNotEqualTo(first.field("x-id"));
        }
    }

    @Test
    void setsHostAndSendsNoneWhenItIsEmpty() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor(
                        "/name " + peer.target() + " host=intern.example",
                        "/upstream " + peer.target() + " host=upstream",
                        "/client " + peer.target() + " host=client",
                        "/none " + peer.target() + " proxy_set_header=Host:");
                RawClient client = RawClient.connect(lictor.port())) {
            client.get("/name");
            client.get("/upstream");
            client.get("/client");
            client.get("/none");

            assertThat(peer.requests().get(0).head()).contains("\r\nHost: intern.example\r\n");
            assertThat(peer.requests().get(1).head()).contains("\r\nHost: 127.0.0.1:" + peer.port() + "\r\n");
            assertThat(peer.requests().get(2).head()).contains("\r\nHost: test\r\n");
            assertThat(peer.requests().get(3).hasField("host")).isFalse();
            assertThat(peer.requests())
                    .allMatch(r -> r.field("x-forwarded-host").equals("test"));
        }
    }

    @Test
    void tellsEachPeerItsOwnHost() throws Exception {
        try (ScriptedPeer bad = ScriptedPeer.answeringRaw("HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n");
                ScriptedPeer good = ScriptedPeer.answering("hello");
                Lictor lictor = lictor("/ " + bad.target() + "," + good.target()
                        + " host=upstream proxy_next_upstream=http_503 add_header=X-Peer:$upstream_addr");
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/");

            assertThat(response.status()).isEqualTo(200);
            assertThat(bad.requests().get(0).field("host")).isEqualTo("127.0.0.1:" + bad.port());
            assertThat(good.requests().get(0).field("host")).isEqualTo("127.0.0.1:" + good.port());
            assertThat(response.field("x-peer")).isEqualTo("127.0.0.1:" + good.port());
        }
    }

    @Test
    void hidesAndAddsFieldsOfTheResponse() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(ok("X-Powered-By: a", "Server: b", "X-Kept: c"));
                Lictor lictor = lictor("/ " + peer.target() + " proxy_hide_header=x-powered-by proxy_hide_header=Server"
                        + " add_header=\"X-Was: $upstream_http_server $status\"");
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/");

            assertThat(response.body()).isEqualTo("ok");
            assertThat(response.hasField("x-powered-by")).isFalse();
            assertThat(response.hasField("server")).isFalse();
            assertThat(response.field("x-kept")).isEqualTo("c");
            assertThat(response.field("x-was")).isEqualTo("b 200");
        }
    }

    @Test
    void addsFieldsToItsOwnErrorPagesOnlyAlways() throws Exception {
        try (Lictor lictor = lictor("/ http://127.0.0.1:1 down add_header=X-A:1 add_header_always=X-B:$status");
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/");

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.hasField("x-a")).isFalse();
            assertThat(response.field("x-b")).isEqualTo("502");
        }
    }

    @Test
    void stripsPrependsAndRewritesThePath() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor(
                        "/sso " + peer.target() + " strip=/sso",
                        "/p " + peer.target() + " strip=/p prepend=/q",
                        "/old " + peer.target() + " rewrite=\"^/old/(.*)$ /new/$1?was=$uri\"",
                        "/raw " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET /sso/a%20b%2Fc?x=%0a HTTP/1.1\r\nHost: a\r\nX-Forwarded-Prefix: /evil\r\n\r\n")
                    .read();
            client.get("/sso");
            client.get("/p/a");
            client.get("/old/x?q=1");
            client.send("GET /raw//%61|b HTTP/1.1\r\nHost: a\r\nX-Forwarded-Prefix: /evil\r\n\r\n")
                    .read();

            assertThat(peer.requests().stream().map(Request::requestLine))
                    .containsExactly(
                            "GET /a%20b%2Fc?x=%0a HTTP/1.1",
                            "GET / HTTP/1.1",
                            "GET /q/a HTTP/1.1",
                            "GET /new/x?was=/old/x&q=1 HTTP/1.1",
                            "GET /raw//%61|b HTTP/1.1");
            assertThat(peer.requests().stream().map(r -> r.field("x-forwarded-prefix")))
                    .containsExactly("/sso", "/sso", "/p", "", "");
        }
        assertThat(observed.exchanges()).first().isEqualTo("200 GET /sso/a%20b%2Fc?x=%0a HTTP/1.1");
    }

    @Test
    void answersADotSegmentOfARewriteItself() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor("/ " + peer.target() + " rewrite=\"^/a/(.*)-(.*)$ /$1$2\"");
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/a/.-.").status()).isEqualTo(400);
            assertThat(client.get("/a/b-c").status()).isEqualTo(200);
            assertThat(peer.requests()).hasSize(1);
        }
    }

    @Test
    void redirectsAndReturnsWithoutAPeer() throws Exception {
        try (Lictor lictor = lictor(
                        "/old redirect=301,https://$host/new$request_uri add_header=X-A:1",
                        "/gone return=410",
                        "/empty return=204");
                RawClient client = RawClient.connect(lictor.port())) {
            Response moved = client.get("/old?a=1");
            assertThat(moved.status()).isEqualTo(301);
            assertThat(moved.field("location")).isEqualTo("https://test/new/old?a=1");
            assertThat(moved.field("x-a")).isEqualTo("1");
            assertThat(client.get("/gone").status()).isEqualTo(410);
            Response empty =
                    client.send("GET /empty HTTP/1.1\r\nHost: a\r\n\r\n").readWithoutBody();
            assertThat(empty.status()).isEqualTo(204);
            assertThat(empty.hasField("content-length")).isFalse();
            assertThat(client.send("POST /gone HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
                            .read()
                            .status())
                    .isEqualTo(410);
            assertThat(client.get("/gone").status()).isEqualTo(410);
        }
        assertThat(observed.attempts()).isEmpty();
        assertThat(observed.exchanges()).hasSize(5);
    }

    @Test
    void redirectsByWhatIsFoundInTheUrl() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor("/ " + peer.target()
                        + " redirect_match=\"^https?://([^/]+)/\\\\.well-known/(card|cal)dav https://$1/dav/$2 308\""
                        + " redirect_match=\"^(http://[^/]+/[a-z]+)$ $1/ 301\" add_header=X-A:1");
                RawClient client = RawClient.connect(lictor.port())) {
            Response moved = client.get("/.well-known/carddav?x=1");
            assertThat(moved.status()).isEqualTo(308);
            assertThat(moved.field("location")).isEqualTo("https://test/dav/card?x=1");
            assertThat(client.get("/sso").field("location")).isEqualTo("http://test/sso/");
            assertThat(client.get("/sso").status()).isEqualTo(301);
            assertThat(client.get("/sso").field("x-a")).isEqualTo("1");
            Response other = client.get("/sso/");
            assertThat(other.body()).isEqualTo("hello");
            assertThat(other.hasField("location")).isFalse();
        }
    }

    @Test
    void whoIsWhereARedirectLeadsGoesOn() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = Lictor.builder()
                        .allocator(buffers)
                        .listen(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                ListenerParser.options("set_real_ip_from=127.0.0.0/8,::1"))
                        .route("/ " + peer.target() + " redirect=308,https://$host$request_uri")
                        .route("/home " + peer.target() + " redirect=302,/home/me")
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/a").field("location")).isEqualTo("https://test/a");
            assertThat(client.send("GET /a?b HTTP/1.1\r\nHost: TEST:443\r\nX-Forwarded-Proto: https\r\n\r\n")
                            .read()
                            .body())
                    .isEqualTo("hello");
            assertThat(client.get("/home").status()).isEqualTo(302);
            assertThat(client.get("/home/me").body()).isEqualTo("hello");
        }
    }

    @Test
    void noVariableBringsAFieldOfItsOwn() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor(
                        "/a " + peer.target() + " proxy_set_header=X-Uri:$uri add_header=X-Uri:$uri",
                        "/r redirect=302,$uri");
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/a/%0d%0aX-Evil:%201%0d%0a%0d%0a");
            assertThat(response.field("x-uri")).isEqualTo("/a/%0D%0AX-Evil: 1%0D%0A%0D%0A");
            assertThat(response.hasField("x-evil")).isFalse();
            assertThat(peer.requests().get(0).hasField("x-evil")).isFalse();
            assertThat(peer.requests().get(0).field("x-uri")).isEqualTo("/a/%0D%0AX-Evil: 1%0D%0A%0D%0A");
            assertThat(client.get("/r/%0d%0aX-Evil:%201").field("location")).isEqualTo("/r/%0D%0AX-Evil:%201");
        }
    }

    @Test
    void leadsBackToTheClientsPath() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.start(connection -> {
                    while (true) {
                        int port = connection.socket().getLocalPort();
                        connection.readRequest();
                        connection.send("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + port + "/login?a\r\n"
                                + "Set-Cookie: s=1; Path=/\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                Lictor lictor = lictor(
                        "/sso " + peer.target() + " strip=/sso",
                        "/plain " + peer.target(),
                        "/off " + peer.target() + " strip=/off proxy_redirect=off proxy_cookie_path=off");
                RawClient client = RawClient.connect(lictor.port())) {
            Response stripped = client.get("/sso/x");
            assertThat(stripped.field("location")).isEqualTo("/sso/login?a");
            assertThat(stripped.field("set-cookie")).isEqualTo("s=1; Path=/sso");
            assertThat(stripped.head()).containsOnlyOnce("Location:").containsOnlyOnce("Set-Cookie:");
            Response plain = client.get("/plain");
            assertThat(plain.field("location")).isEqualTo("/login?a");
            assertThat(plain.field("set-cookie")).isEqualTo("s=1; Path=/");
            assertThat(client.get("/off").field("location")).isEqualTo("http://127.0.0.1:" + peer.port() + "/login?a");
        }
    }

    @Test
    void replacesWhatAnUntrustedClientSaysOfItself() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor("/ " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 1.1.1.1\r\nX-Real-IP: 1.1.1.1\r\n"
                            + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Port: 1\r\n"
                            + "X-Forwarded-Prefix: /evil\r\nForwarded: for=1.1.1.1\r\n\r\n")
                    .read();

            Request request = peer.requests().get(0);
            assertThat(request.head()).doesNotContain("1.1.1.1", "evil", "https");
            assertThat(request.field("x-forwarded-for")).isEqualTo("127.0.0.1");
            assertThat(request.field("x-real-ip")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void saysForwardedAndViaWhereARouteWantsThem() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answeringRaw(ok("Via: 1.0 inner"));
                Lictor lictor = lictor("/on " + peer.target() + " forwarded=on via=on", "/off " + peer.target());
                RawClient client = RawClient.connect(lictor.port())) {
            Response response = client.get("/on");
            Request request = peer.requests().get(0);
            assertThat(request.field("forwarded")).isEqualTo("for=127.0.0.1;host=test;proto=http");
            assertThat(request.field("via")).matches("1\\.1 lictor-[0-9a-f]{8}");
            assertThat(response.head()).contains("\r\nVia: 1.0 inner\r\n", "\r\nVia: 1.1 lictor-");
            assertThat(client.get("/off").head()).doesNotContain("lictor-");
            assertThat(peer.requests().get(1).hasField("via")).isFalse();
        }
    }

    @Test
    void answersARequestThatGoesInACircle() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("hello");
                Lictor lictor = lictor("/ " + peer.target() + " via=on");
                RawClient client = RawClient.connect(lictor.port())) {
            client.get("/");
            String via = peer.requests().get(0).field("via");

            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\nVia: 1.1 x, " + via + "\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(508);
            assertThat(peer.requests()).hasSize(1);
        }
    }
}
