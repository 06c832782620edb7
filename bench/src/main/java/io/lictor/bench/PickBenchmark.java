package io.lictor.bench;

import io.lictor.balance.Balancers;
import io.lictor.clock.Ticker;
import io.lictor.config.Address;
import io.lictor.config.Balance;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.upstream.Balancer;
import io.lictor.upstream.PeerReconciler;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.PickRequest;
import io.lictor.upstream.TriedPeers;
import io.lictor.upstream.Upstream;
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

/** One pick by each method of balancing, and the end of its attempt, with few and with many peers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PickBenchmark {

    private static final int REQUESTS = 256;

    /** A request whose path and client are unlike those of the others. */
    private record Request(byte[] clientAddress, Head request) implements PickRequest {}

    @Param({"3", "30", "300", "3000"})
    public int peers;

    @Param({"round_robin", "least_conn", "least_time", "random", "ip_hash", "hash", "consistent", "sticky"})
    public String method = "";

    private final PickRequest[] requests = new PickRequest[REQUESTS];
    private final TriedPeers tried = new TriedPeers();
    private Balancer balancer = new Balancers().create(Balance.ROUND_ROBIN, 0);
    private PeerSet set = PeerSet.EMPTY;
    private int next;

    /** Peers of weight 1 with some attempts under way, each known to answer in some time. */
    @Setup
    public void setUp() {
        List<PeerSpec> specs = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            specs.add(new PeerSpec(new Address("10.0." + (i >> 8) + "." + (i & 255), 80), PeerOptions.DEFAULT));
        }
        UpstreamSpec spec = new UpstreamSpec("up", UpstreamOptions.DEFAULT.withBalance(balance()), specs);
        PeerReconciler.Result result = new PeerReconciler(1, new Balancers(), Ticker.system()).reconcile(List.of(spec));
        Upstream upstream = Objects.requireNonNull(result.upstreams().get("up"));
        balancer = upstream.balancer(0);
        set = Objects.requireNonNull(result.peers().get(upstream));
        for (int i = 0; i < peers; i++) {
            for (int n = i % 5; n > 0; n--) {
                set.member(i).peer().begin();
            }
            set.member(i).peer().answered(1_000_000 + i * 997L % 500_000, 0);
        }
        for (int i = 0; i < REQUESTS; i++) {
            requests[i] = request(i);
        }
    }

    @Benchmark
    public PeerSet.Member pick() {
        PickRequest request = requests[next++ & REQUESTS - 1];
        PeerSet.Member member = Objects.requireNonNull(balancer.pick(set, tried, 0, request));
        member.peer().abandoned();
        return member;
    }

    private Balance balance() {
        return switch (method) {
            case "round_robin" -> Balance.ROUND_ROBIN;
            case "least_conn" -> Balance.of(Balance.Method.LEAST_CONN);
            case "least_time" -> Balance.of(Balance.Method.LEAST_TIME);
            case "random" -> Balance.of(Balance.Method.RANDOM);
            case "ip_hash" -> Balance.of(Balance.Method.IP_HASH);
            case "hash" -> Balance.hash(Balance.Key.URI, "", false);
            case "consistent" -> Balance.hash(Balance.Key.URI, "", true);
            case "sticky" -> Balance.sticky("sid");
            default -> throw new IllegalArgumentException(method);
        };
    }

    private static Request request(int i) {
        String start = "GET /shop/item/" + i + " HTTP/1.1\r\n";
        String cookie = "Cookie: sid=x" + i;
        byte[] bytes = (start + cookie + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        Head head = new Head();
        head.ensureCapacity(bytes.length);
        System.arraycopy(bytes, 0, head.bytes(), 0, bytes.length);
        head.length(bytes.length);
        head.path(4, start.length() - 15);
        int value = start.length() + "Cookie: ".length();
        head.addField(FieldName.COOKIE, start.length(), 6, value, cookie.length() - 8, bytes.length - 2);
        byte[] client = ("10.1." + i + ".7").getBytes(StandardCharsets.US_ASCII);
        return new Request(client, head);
    }
}
