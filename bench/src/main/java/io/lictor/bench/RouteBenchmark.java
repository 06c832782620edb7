package io.lictor.bench;

import io.lictor.balance.Balancers;
import io.lictor.clock.Ticker;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import io.lictor.http.Target;
import io.lictor.http1.HeadLimits;
import io.lictor.http1.HeadParser;
import io.lictor.rewrite.Via;
import io.lictor.route.Route;
import io.lictor.route.RouteTable;
import io.lictor.upstream.PeerReconciler;
import io.lictor.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a head, and finding a route among few and among many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RouteBenchmark {

    private static final int REQUESTS = 256;
    private static final byte[] CLIENT = Messages.bytes("192.0.2.7");

    @Param({"10", "10000"})
    public int routes;

    private final ByteBuf in = Unpooled.wrappedBuffer(Messages.REQUEST);
    private final HeadParser parser = HeadParser.ofRequests(HeadLimits.DEFAULT);
    private final Head parsed = new Head();
    private final Head[] heads = new Head[REQUESTS];
    private final RequestPath path = new RequestPath();
    private RouteTable table = RouteTable.of(List.of());
    private int next;

    /** Half of the routes are of the default host, half of hosts of their own; the requests ask for many of them. */
    @Setup
    public void setUp() throws SpecException {
        UpstreamSpec spec = new UpstreamSpec("up", UpstreamOptions.DEFAULT, List.of());
        Upstream upstream = Objects.requireNonNull(new PeerReconciler(1, new Balancers(), Ticker.system())
                .reconcile(List.of(spec))
                .upstreams()
                .get("up"));
        List<Route> all = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            String text = i % 2 == 0 ? "/service" + i : "host" + i + ".example.org/service";
            all.add(Route.of(RouteParser.parseDeclared(text, "s", "bench"), upstream, Via.random()));
        }
        table = RouteTable.of(all);
        for (int n = 0; n < REQUESTS; n++) {
            int i = (int) (n * 7919L % routes);
            String host = i % 2 == 0 ? "www.example.org" : "host" + i + ".example.org";
            String asked = i % 2 == 0 ? "/service" + i + "/page?a=b" : "/service/page?a=b";
            heads[n] = parse("GET " + asked + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        }
    }

    @Benchmark
    public Head parse() {
        in.readerIndex(0);
        parsed.clear();
        parser.reset();
        parser.parse(in, parsed);
        return parsed;
    }

    @Benchmark
    public Route match() {
        Head head = heads[next++ & REQUESTS - 1];
        path.of(head);
        return Objects.requireNonNull(table.match(head, path, CLIENT));
    }

    private static Head parse(String text) {
        Head head = new Head();
        HeadParser.ofRequests(HeadLimits.DEFAULT).parse(Unpooled.wrappedBuffer(Messages.bytes(text)), head);
        Target.of(head);
        return head;
    }
}
