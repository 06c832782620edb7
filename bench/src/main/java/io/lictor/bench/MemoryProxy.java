package io.lictor.bench;

import io.lictor.balance.Balancers;
import io.lictor.clock.LoopTimers;
import io.lictor.clock.Ticker;
import io.lictor.config.Address;
import io.lictor.config.ListenerOptions;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.ListenerParser;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.downstream.Admission;
import io.lictor.downstream.Listener;
import io.lictor.downstream.OpenConnections;
import io.lictor.exchange.Worker;
import io.lictor.observe.LoopObserver;
import io.lictor.observe.Observer;
import io.lictor.pool.ConnectionPool;
import io.lictor.pool.Liveness;
import io.lictor.rewrite.Via;
import io.lictor.route.Generation;
import io.lictor.route.Route;
import io.lictor.route.RouteTable;
import io.lictor.tls.TlsContexts;
import io.lictor.upstream.Endpoint;
import io.lictor.upstream.PeerReconciler;
import io.lictor.upstream.Upstream;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * One worker of a proxy whose connections are in memory: one listener, and one route, {@code /sso}, to one peer.
 *
 * <p>To be used on its event loop, by way of {@link #on}.
 */
final class MemoryProxy implements AutoCloseable {

    /** Connections to the peer never wear out. */
    static final UpstreamOptions KEPT = new UpstreamOptions(256, Long.MAX_VALUE, 3_600_000);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final MemoryChannel listening = new MemoryChannel(true);
    private final List<MemoryChannel> peers = new ArrayList<>();
    private final LoopObserver observer = Observer.NONE.forLoop(0);
    private final List<Worker> workers = new ArrayList<>();
    private final Endpoint endpoint;

    MemoryProxy() {
        UpstreamSpec spec = new UpstreamSpec(
                "up", KEPT, List.of(new PeerSpec(new Address("127.0.0.1", 8080), PeerOptions.DEFAULT)));
        PeerReconciler.Result result = new PeerReconciler(1, new Balancers(), Ticker.system()).reconcile(List.of(spec));
        Upstream upstream = Objects.requireNonNull(result.upstreams().get("up"));
        endpoint = Objects.requireNonNull(result.peers().get(upstream))
                .member(0)
                .peer()
                .endpoint();
        Generation generation = new Generation(1, RouteTable.of(List.of(route(upstream))), result.peers());

        LoopTimers timers = new LoopTimers(loop, Ticker.system());
        ConnectionPool pool = new ConnectionPool(
                loop,
                0,
                new ConnectionPool.Surroundings(
                        this::newPeer,
                        ByteBufAllocator.DEFAULT,
                        Liveness.BY_EVENTS,
                        other -> pool(),
                        new TlsContexts()),
                timers,
                observer);
        workers.add(new Worker(0, loop, timers, pool, observer, () -> generation, workers::get, Long.MAX_VALUE));
        Admission admission =
                new Admission(10_000, loop, List.of(new Admission.Seat(workers.get(0), new OpenConnections())));
        Listener listener = new Listener(admission, listenerOptions());
        loop.register(listening).syncUninterruptibly();
        on(() -> listening.pipeline().addLast(listener));
    }

    /** Runs {@code work} on the event loop, and waits for it. */
    <T> T on(Callable<T> work) {
        return loop.submit(work).syncUninterruptibly().getNow();
    }

    /** A client that has just connected. */
    MemoryChannel newClient() {
        MemoryChannel client = new MemoryChannel(true);
        listening.pipeline().fireChannelRead(client);
        return client;
    }

    /** The connection that was made to the peer last. */
    MemoryChannel peer() {
        return peers.get(peers.size() - 1);
    }

    ConnectionPool pool() {
        return workers.get(0).pool();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static Route route(Upstream upstream) {
        try {
            return Route.of(RouteParser.parseDeclared("/sso", "s", "bench"), upstream, Via.random());
        } catch (SpecException e) {
            throw new AssertionError(e);
        }
    }

    private static ListenerOptions listenerOptions() {
        try {
            return ListenerParser.options("keepalive_requests=1000000000");
        } catch (SpecException e) {
            throw new AssertionError(e);
        }
    }

    private MemoryChannel newPeer() {
        MemoryChannel peer = new MemoryChannel(false);
        peers.add(peer);
        return peer;
    }
}
