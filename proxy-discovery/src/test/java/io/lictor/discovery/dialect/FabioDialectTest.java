package io.lictor.discovery.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.PathPattern;
import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.discovery.Dialect.Declarations;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Fabio's tags mean here. */
class FabioDialectTest {

    static Declarations read(String... tags) {
        Instance.Id id = new Instance.Id("dc1", "n5", "web-1");
        return new FabioDialect()
                .read(new Instance(
                        id, "web", "10.0.0.1", 80, List.of(tags), Map.of(), Instance.Status.PASSING, 1, 1, 1));
    }

    /** {@code HOST/PATH words share}. */
    private static String shown(RouteSpec route) {
        String words = String.join(" ", route.words());
        String share = route.share() == 0 ? "" : "share " + route.share();
        return (route.host() + route.path().toString() + " " + words + " " + share)
                .replaceAll(" +", " ")
                .strip();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            urlprefix-/                              | /
            urlprefix-/a                             | /a
            urlprefix-/a/                            | /a/
            urlprefix-/a/b.c~d                       | /a/b.c~d
            urlprefix-/Ab                            | /Ab
            urlprefix-a.example/                     | a.example/
            urlprefix-A.Example/Sso                  | a.example/Sso
            urlprefix-a.example                      | a.example/
            urlprefix-*.example.com/x                | *.example.com/x
            urlprefix-www.*/x                        | www.*/x
            urlprefix-*/x                            | /x
            urlprefix-[::1]/x                        | [::1]/x
            ` urlprefix-/a `                         | /a
            urlprefix- /a                            | /a
            `urlprefix-/a   strip=/a`                | /a strip=/a
            urlprefix-/a/$DC/b                       | /a/dc1/b
            urlprefix-/a/${DC}b                      | /a/dc1b
            urlprefix-$DC.example/a                  | dc1.example/a
            urlprefix-/a$/b                          | /a$/b
            urlprefix-/a proto=http                  | /a
            urlprefix-/a proto=https                 | /a proxy_ssl=on
            urlprefix-/a proto=https host=b.example  | /a proxy_ssl=on proxy_ssl_name=b.example host=b.example
            urlprefix-/a proto=https host=dst        | /a proxy_ssl=on host=upstream
            urlprefix-/a strip=/a                    | /a strip=/a
            urlprefix-/a strip=/                     | /a
            urlprefix-/a prepend=/p                  | /a prepend=/p
            urlprefix-/a prepend=p                   | /a prepend=/p
            urlprefix-/a prepend=/                   | /a
            urlprefix-/a strip=/a prepend=/b         | /a strip=/a prepend=/b
            urlprefix-/a host=dst                    | /a host=upstream
            urlprefix-/a host=b.example              | /a host=b.example
            urlprefix-/a host=b.example:81           | /a host=b.example:81
            urlprefix-/a host=upstream               | /a proxy_set_header=Host:upstream
            urlprefix-/a host=client                 | /a proxy_set_header=Host:client
            urlprefix-/a allow=ip:10.0.0.0/8         | /a allow=10.0.0.0/8 deny=all access_forwarded=on
            urlprefix-/a allow=ip:10.0.0.1,ip:fd00::/8 | /a allow=10.0.0.1/32,fd00:0:0:0:0:0:0:0/8 deny=all access_forwarded=on
            urlprefix-/a deny=ip:10.0.0.1,10.0.0.2   | /a deny=10.0.0.1/32,10.0.0.2/32 access_forwarded=on
            urlprefix-/a weight=0.05                 | /a share 50000
            urlprefix-/a weight=.5                   | /a share 500000
            urlprefix-/a weight=1                    | /a share 1000000
            urlprefix-/a weight=1.5                  | /a share 1500000
            urlprefix-/a weight=5e-2                 | /a share 50000
            urlprefix-/a weight=0                    | /a
            urlprefix-/a weight=-1                   | /a
            urlprefix-/a weight=1e-9                 | /a share 1
            urlprefix-/a weight=1e300                | /a share 2000000000
            urlprefix-/a redirect=301,/b             | /a redirect=301,/b${is_args}${args}
            urlprefix-/a redirect=302,/b?c=d         | /a redirect=302,/b?c=d
            urlprefix-/a redirect=301,http://$host/b | /a redirect=301,http://${http_host}/b${is_args}${args}
            urlprefix-/a redirect=307,/b$path        | /a redirect=307,/b${request_uri}
            urlprefix-/a redirect=308,/b/$path       | /a redirect=308,/b${request_uri}
            """)
    void readsATag(String tag, String expected) {
        Declarations read = read(tag);
        assertThat(read.problems()).isEmpty();
        assertThat(read.routes()).extracting(FabioDialectTest::shown).containsExactly(expected);
        RouteSpec route = read.routes().get(0);
        assertThat(route.path().kind()).isEqualTo(PathPattern.Kind.PLAIN_PREFIX);
        assertThat(route.target()).isEqualTo(new Target.Declared("web"));
        assertThat(route.source()).isEqualTo("tag of web@n5");
        assertThat(route.text()).isEqualTo(tag.strip());
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            urlprefix-/a allow=10.0.0.0/8    | /a return=403 | allow: "10.0.0.0/8" (expected: ip:ADDRESS or ip:ADDRESS/BITS, by commas); all requests of the route are answered 403
            urlprefix-/a allow=ip:10.0.0.0/8,ip: | /a return=403 | allow: "ip:" (expected: ip:ADDRESS or ip:ADDRESS/BITS, by commas); all requests of the route are answered 403
            urlprefix-/a deny=ip:10.0.0.1/33 | /a return=403 | deny: "ip:10.0.0.1/33" (expected: ip:ADDRESS or ip:ADDRESS/BITS, by commas); all requests of the route are answered 403
            urlprefix-/a deny                | /a return=403 | deny: "" (expected: ip:ADDRESS or ip:ADDRESS/BITS, by commas); all requests of the route are answered 403
            urlprefix-/a allow=ip:10.0.0.1 deny=ip:10.0.0.2 | /a return=403 | allow and deny: both on one route (expected: one of them); all requests of the route are answered 403
            urlprefix-/a auth=staff          | /a return=403 | auth: not supported (expected: none); all requests of the route are answered 403
            urlprefix-/a auth                | /a return=403 | auth: not supported (expected: none); all requests of the route are answered 403
            urlprefix-/a weight=x proto=tcp auth=staff strip=/a | /a return=403 | auth: not supported (expected: none); all requests of the route are answered 403
            urlprefix-/a register=x        | /a         | register: not supported; served without it
            urlprefix-/a pxyproto=true     | /a         | pxyproto: without meaning here; served without it
            urlprefix-/a tlsskipverify=true | /a        | tlsskipverify: without meaning here; served without it
            urlprefix-/a grpcservername=x  | /a         | grpcservername: without meaning here; served without it
            urlprefix-/a nonsense=1        | /a         | nonsense: not known, as to Fabio; served without it
            urlprefix-/a flag              | /a         | flag: not known, as to Fabio; served without it
            urlprefix-/a strip=/x strip=/a | /a strip=/a | strip: given twice; the last one counts, as with Fabio
            urlprefix-/a strip=a           | /a         | strip: "a" takes nothing, as no path starts so (expected: a / in front); served without it
            urlprefix-/a$X/b               | /a/b       | $X: not known, and empty as with Fabio (expected: $DC)
            urlprefix-/a${x}               | /a         | $x: not known, and empty as with Fabio (expected: $DC)
            urlprefix-/a redirect=301,https://$host$path | /a redirect=301,https://${http_host}${request_uri} | redirect: a client that came by https is sent where it was; Fabio passes over such a redirect, this does not
            """)
    void saysWhatItServesWithoutAndWhatItCloses(String tag, String expected, String note) {
        Declarations read = read(tag);
        assertThat(read.routes()).extracting(FabioDialectTest::shown).containsExactly(expected);
        assertThat(read.problems()).containsExactly(new Problem("tag \"" + tag + "\" of web@n5", note));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            urlprefix-                       | empty (expected: [HOST]/PATH)
            urlprefix-:1234 proto=tcp        | ":1234": a port of TCP is not supported (expected: [HOST]/PATH; the route is not served)
            urlprefix-10.0.0.1:3306          | "10.0.0.1:3306": a host with a port is not supported (expected: [HOST]/PATH; the route is not served)
            urlprefix-a.example:80/          | "a.example:80/": a host with a port is not supported (expected: [HOST]/PATH; the route is not served)
            urlprefix-a*b.example/           | host: "a*b.example" (expected: a name, *.name or name.*, nothing else)
            urlprefix-a_$b?/x                | host: "a_?" (expected: a name, *.name or name.*, nothing else)
            urlprefix-/a?b                   | path: "/a?b" (expected: no blank, ?, # or quote; the path as it is, not encoded)
            urlprefix-/a"b                   | path: "/a"b" (expected: no blank, ?, # or quote; the path as it is, not encoded)
            urlprefix-/a//b                  | path: "/a//b" (expected: a path without // and dot segments: none would ever match)
            urlprefix-/a/../b                | path: "/a/../b" (expected: a path without // and dot segments: none would ever match)
            urlprefix-/a proto=tcp           | proto: "tcp" is not supported (expected: http or https; the route is not served)
            urlprefix-/a proto=tcp+sni       | proto: "tcp+sni" is not supported (expected: http or https; the route is not served)
            urlprefix-/a proto=tcp-dynamic   | proto: "tcp-dynamic" is not supported (expected: http or https; the route is not served)
            urlprefix-/a proto=https tlsskipverify=true | tlsskipverify: only an operator may say so, by a key or a flag (expected: a certificate that is trusted; the route is not served)
            urlprefix-/a proto=grpc          | proto: "grpc" is not supported (expected: http or https; the route is not served)
            urlprefix-/a proto=grpcs         | proto: "grpcs" is not supported (expected: http or https; the route is not served)
            urlprefix-/a proto=              | proto: "" is not supported (expected: http or https; the route is not served)
            urlprefix-/a weight=x            | weight: "x" (expected: a share such as 0.05)
            urlprefix-/a weight=             | weight: "" (expected: a share such as 0.05)
            urlprefix-/a weight=5%           | weight: "5%" (expected: a share such as 0.05)
            urlprefix-/a weight=NaN          | weight: "NaN" (expected: a share such as 0.05)
            urlprefix-/a strip=/a/../b       | strip: "/a/../b" (expected: a path such as /sso, of plain segments)
            urlprefix-/a prepend=/a?b        | prepend: "/a?b" (expected: a path such as /sso, of plain segments)
            urlprefix-/a host=a/b            | host: "a/b" (expected: client, upstream or a name)
            urlprefix-/a redirect=301        | redirect: "301" (expected: CODE,URL; the route is not served)
            urlprefix-/a redirect=/b         | redirect: "/b" (expected: CODE,URL; the route is not served)
            urlprefix-/a redirect=304,/b     | redirect: "304,/b${is_args}${args}" (expected: CODE,URL with CODE 301, 302, 303, 307 or 308)
            urlprefix-/a redirect=301,https://b.example$path | redirect: "301,https://b.example${request_uri}" (expected: /PATH or https://$host… in a tag or Meta; elsewhere only an operator redirects)
            urlprefix-/a redirect=301,/b$path/c | redirect: "/b$path/c" (expected: $path at the end of a URL without a query; the route is not served)
            urlprefix-/a redirect=301,/b?c=$path | redirect: "/b?c=$path" (expected: $path at the end of a URL without a query; the route is not served)
            urlprefix-/a redirect=301,/b$path strip=/a | redirect: "/b$path" (expected: $path without strip and prepend; the route is not served)
            urlprefix-/a redirect=301,/b$uri | redirect: "/b$uri" (expected: no $ but in $host and $path; the route is not served)
            urlprefix-/a redirect=301,http://$host$path | redirect: "http://$host$path" (expected: a URL other than the one that was asked for; the route is not served)
            """)
    void doesNotServeWhatIsWrong(String tag, String message) {
        Declarations read = read(tag, "urlprefix-/good");
        assertThat(read.routes()).extracting(FabioDialectTest::shown).containsExactly("/good");
        assertThat(read.problems())
                .filteredOn(problem -> !problem.message().contains("empty as with Fabio"))
                .containsExactly(new Problem("tag \"" + tag + "\" of web@n5", message));
    }

    @Test
    void readsNoOtherTag() {
        Declarations read = read("public", "URLPREFIX-/a", "lictor:/a", "xurlprefix-/a");
        assertThat(read).isEqualTo(new Declarations(List.of(), List.of()));
    }

    @Test
    void takesTheFirstOfTwoForTheSameRoute() {
        Declarations read = read("urlprefix-/a", "urlprefix-/a strip=/a");
        assertThat(read.routes()).extracting(FabioDialectTest::shown).containsExactly("/a");
        assertThat(read.problems())
                .containsExactly(new Problem(
                        "tag \"urlprefix-/a strip=/a\" of web@n5",
                        "/a match=prefix: declared twice by this instance; the first one counts"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a             | a
            $DC           | <DC>
            ${DC}x        | <DC>x
            $DCx          | <DCx>
            $DC/x         | <DC>/x
            a$            | a$
            $/            | $/
            $.            | $.
            ${}x          | x
            ${x           | x
            $1a           | <1>a
            $$a           | <$>a
            ${a.b}        | <a.b>
            $_a-b         | <_a>-b
            """)
    void expandsVariablesAsGoDoes(String text, String expected) {
        assertThat(ShellVariables.expand(text, name -> "<" + name + ">")).isEqualTo(expected);
    }
}
