package io.lictor.bench;

import io.lictor.balance.Balancers;
import io.lictor.clock.Ticker;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.http.ByteScratch;
import io.lictor.http.Forwarding;
import io.lictor.http.Framing;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.lictor.http.RequestPath;
import io.lictor.http.Target;
import io.lictor.http1.HeadLimits;
import io.lictor.http1.HeadParser;
import io.lictor.http1.HeadWriter;
import io.lictor.http1.OutBatch;
import io.lictor.rewrite.PathText;
import io.lictor.rewrite.RouteRules;
import io.lictor.rewrite.Subject;
import io.lictor.rewrite.Via;
import io.lictor.route.Route;
import io.lictor.route.RouteTable;
import io.lictor.upstream.PeerReconciler;
import io.lictor.upstream.Upstream;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
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

/** From the bytes of a browser's request to the bytes for its peer: parsed, routed, rewritten, written. No sockets. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RequestBenchmark implements Subject {

    private static final byte[] REQUEST = ("GET /sso/realms/main/account/applications?tab=all&page=2 HTTP/1.1\r\n"
                    + "Host: www.example.org\r\n"
                    + "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
                    + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\r\n"
                    + "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
                    + "Referer: https://www.example.org/sso/realms/main/account\r\n"
                    + "Cookie: session=0123456789abcdef0123456789abcdef; lang=en; theme=dark; seen=1732360000\r\n"
                    + "Connection: keep-alive\r\nUpgrade-Insecure-Requests: 1\r\nSec-Fetch-Dest: document\r\n"
                    + "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Site: same-origin\r\nPriority: u=0, i\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private static final byte[] PEER = "10.0.0.1:8080".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST_ID = "00112233445566778899aabbccddeeff".getBytes(StandardCharsets.US_ASCII);

    /** Gives the same buffer again and again: what a transport's allocator costs is not measured here. */
    private static final class OneBuffer extends AbstractByteBufAllocator {

        private final ByteBuf buffer = Unpooled.directBuffer(8 << 10);

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return buffer.clear().retain();
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return buffer.clear().retain();
        }

        @Override
        public boolean isDirectBufferPooled() {
            return true;
        }
    }

    @Param({"none", "fields", "path", "regex"})
    public String rules = "";

    private final ByteBuf in = Unpooled.wrappedBuffer(REQUEST);
    private final Head head = new Head();
    private final Head response = new Head();
    private final HeadParser parser = HeadParser.ofRequests(HeadLimits.DEFAULT);
    private final RequestPath path = new RequestPath();
    private final RequestPath pathOfVariable = new RequestPath();
    private final PathText text = new PathText();
    private final ByteScratch own = new ByteScratch(256);
    private final HeadEdits edits = new HeadEdits();
    private final HeadWriter writer = new HeadWriter();
    private final Forwarding forwarding = new Forwarding("192.0.2.7", 50_000, "http", 80, false);
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final OutBatch out = new OutBatch(channel.pipeline().firstContext());
    private RouteTable table = RouteTable.of(List.of());
    private boolean stripped;

    /** A hundred routes, of which the one that is found has the rules. */
    @Setup
    public void setUp() throws SpecException {
        channel.config().setAllocator(new OneBuffer());
        UpstreamSpec spec = new UpstreamSpec("up", UpstreamOptions.DEFAULT, List.of());
        Upstream upstream = Objects.requireNonNull(new PeerReconciler(1, new Balancers(), Ticker.system())
                .reconcile(List.of(spec))
                .upstreams()
                .get("up"));
        List<Route> routes = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            routes.add(route("/service" + i, upstream));
        }
        routes.add(route("/sso" + options(), upstream));
        table = RouteTable.of(routes);
    }

    @Benchmark
    public int forward() {
        in.readerIndex(0);
        head.clear();
        parser.reset();
        parser.parse(in, head);
        Target.of(head);
        Framing.ofRequest(head);
        path.of(head);
        RouteRules rule = Objects.requireNonNull(table.match(head, path, forwarding.address()))
                .rules();
        byte[] bytes = head.bytes();
        int offset = head.pathOffset();
        int length = head.pathLength();
        if (rule.path().isGiven()) {
            own.clear();
            stripped = rule.path().strips(path);
            rule.path().apply(this, path, text, own);
            bytes = own.bytes();
            offset = 0;
            length = own.length();
        }
        HeadEdits changed = HeadEdits.NONE;
        if (rule.changeRequests()) {
            rule.editRequest(this, edits);
            changed = edits;
        }
        writer.request(out, head, bytes, offset, length, forwarding, forwarding.address(), PEER, -1, changed);
        out.release();
        return length;
    }

    private String options() {
        return switch (rules) {
            case "none" -> "";
            case "fields" ->
                " proxy_set_header=\"X-Team: $host blue\" proxy_set_header=X-Request-ID:$request_id"
                        + " proxy_set_header=X-Session:$cookie_session host=upstream";
            case "path" -> " strip=/sso prepend=/auth";
            case "regex" -> " rewrite=\"^/sso/realms/([^/]+)/(.*)$ /r/$2?realm=$1\" proxy_set_header=X-Was:$uri";
            default -> throw new IllegalArgumentException(rules);
        };
    }

    private static Route route(String text, Upstream upstream) throws SpecException {
        return Route.of(RouteParser.parseDeclared(text, "s", "bench"), upstream, Via.random());
    }

    @Override
    public Head request() {
        return head;
    }

    @Override
    public Head response() {
        return response;
    }

    @Override
    public int status() {
        return 0;
    }

    @Override
    public Forwarding forwarding() {
        return forwarding;
    }

    @Override
    public byte[] clientAddress() {
        return forwarding.address();
    }

    @Override
    public byte[] peer() {
        return PEER;
    }

    @Override
    public boolean isPeerTls() {
        return false;
    }

    @Override
    public byte[] requestId() {
        return REQUEST_ID;
    }

    @Override
    public RequestPath path() {
        pathOfVariable.of(head);
        return pathOfVariable;
    }

    @Override
    public boolean isStripped() {
        return stripped;
    }
}
