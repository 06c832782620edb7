package io.lictor.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.balance.RoundRobin;
import io.lictor.config.RouteSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.http.Ascii;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import io.lictor.http.Target;
import io.lictor.http.Verdict;
import io.lictor.rewrite.Via;
import io.lictor.testkit.FakeTicker;
import io.lictor.testkit.Heads;
import io.lictor.upstream.PeerReconciler;
import io.lictor.upstream.Upstream;
import java.util.Arrays;
import java.util.List;

/** Tables made of texts, and asked: for tests. */
final class Tables {

    private static final Upstream UPSTREAM = new PeerReconciler(1, RoundRobin::new, new FakeTicker())
            .reconcile(List.of(new UpstreamSpec("up", UpstreamOptions.DEFAULT, List.of())))
            .upstreams()
            .get("up");

    private Tables() {}

    /** As the service {@code s} declares it. */
    static RouteSpec declared(String text) {
        try {
            return RouteParser.parseDeclared(text, "s", "test");
        } catch (SpecException e) {
            throw new AssertionError(text, e);
        }
    }

    /** As a flag has it. */
    static RouteSpec flag(String text) {
        try {
            return RouteParser.parse(text, "test");
        } catch (SpecException e) {
            throw new AssertionError(text, e);
        }
    }

    static RouteTable table(String... texts) {
        return table(Arrays.stream(texts).map(Tables::declared).toList());
    }

    static RouteTable table(List<RouteSpec> specs) {
        return RouteTable.of(specs.stream()
                .map(spec -> Route.of(spec, UPSTREAM, Via.random()))
                .toList());
    }

    static Route match(RouteTable table, Head request) {
        return match(table, request, "192.0.2.1");
    }

    static Route match(RouteTable table, Head request, String client) {
        assertThat(Target.of(request)).isEqualTo(Verdict.OK);
        RequestPath path = new RequestPath();
        assertThat(path.of(request)).isEqualTo(Verdict.OK);
        return table.match(request, path, Ascii.bytes(client));
    }

    /** The key of the route of a request for {@code target} of host {@code h}; empty when there is none. */
    static String key(RouteTable table, String method, String target, String... fields) {
        String[] lines = new String[fields.length + 2];
        lines[0] = method + " " + target + " HTTP/1.1";
        lines[1] = "Host: h";
        System.arraycopy(fields, 0, lines, 2, fields.length);
        Route route = match(table, Heads.request(lines));
        return route == null ? "" : route.spec().key();
    }
}
