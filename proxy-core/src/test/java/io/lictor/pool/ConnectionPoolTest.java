package io.lictor.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.balance.RoundRobin;
import io.lictor.clock.LoopTimers;
import io.lictor.clock.Ticker;
import io.lictor.config.Address;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamLimits;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.observe.LoopObserver;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.ScriptedPeer;
import io.lictor.tls.TlsContexts;
import io.lictor.upstream.Endpoint;
import io.lictor.upstream.PeerReconciler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pool keeps, and what it forgets. */
final class ConnectionPoolTest {

    private static final UpstreamOptions KEEPS_NONE = new UpstreamOptions(0, 100, 60_000);

    /** What the kernel says of every connection. */
    private volatile boolean open = true;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final PeerReconciler reconciler = new PeerReconciler(1, number -> new RoundRobin(number), Ticker.system());
    private final ConnectionPool pool = new ConnectionPool(
            loop,
            0,
            new ConnectionPool.Surroundings(
                    NioSocketChannel::new,
                    ByteBufAllocator.DEFAULT,
                    channel -> open ? Liveness.ESTABLISHED : Liveness.CLOSE_WAIT,
                    number -> pool(),
                    new TlsContexts()),
            new LoopTimers(loop, Ticker.system()),
            new LoopObserver() {});

    private ConnectionPool pool() {
        return pool;
    }

    @AfterEach
    void stops() {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void forgetsAnEndpointThatWasRetiredWhileAConnectionToItWasInUse() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("")) {
            Endpoint endpoint = use(peer);
            Lease lease = connect(endpoint, UpstreamOptions.DEFAULT);
            UpstreamConnection connection = lease.connected.get(5, TimeUnit.SECONDS);
            reconciler.reconcile(List.of());
            onLoop(() -> {
                pool.evict(endpoint);
                connection.release(true, UpstreamOptions.DEFAULT);
                return null;
            });

            assertThat(onLoop(pool::endpoints)).isZero();
        }
    }

    @Test
    void doesNotKeepAConnectionThatNobodyNeedsAnyMoreWhereNoneIsKept() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("")) {
            Endpoint endpoint = use(peer);
            onLoop(() -> {
                pool.connect(endpoint, "up", KEEPS_NONE, new Lease()).detach(60_000, KEEPS_NONE);
                return null;
            });
            Eventually.holds("accepted", () -> peer.connections() == 1);
            Eventually.settle();

            assertThat(onLoop(() -> pool.acquire(endpoint, false, new Lease()) == null))
                    .isTrue();
        }
    }

    @Test
    void doesNotHandAConnectionThatThePeerHasClosedToWhoWaitsForOne() throws Exception {
        UpstreamOptions one = UpstreamOptions.DEFAULT.withLimits(new UpstreamLimits(20, 0, 60_000, 1));
        try (ScriptedPeer peer = ScriptedPeer.answering("")) {
            Endpoint endpoint = use(peer);
            UpstreamConnection used = connect(endpoint, one).connected.get(5, TimeUnit.SECONDS);
            Lease waits = new Lease();
            open = false;
            onLoop(() -> {
                pool.connect(endpoint, "up", one, new Lease());
                pool.connect(endpoint, "up", one, waits);
                used.release(true, one);
                return null;
            });

            assertThat(waits.connected.get(5, TimeUnit.SECONDS)).isNotSameAs(used);
        }
    }

    private Lease connect(Endpoint endpoint, UpstreamOptions options) throws Exception {
        Lease lease = new Lease();
        onLoop(() -> pool.connect(endpoint, "up", options, lease));
        return lease;
    }

    private Endpoint use(ScriptedPeer peer) {
        PeerSpec spec = new PeerSpec(new Address("127.0.0.1", peer.port()), PeerOptions.DEFAULT);
        PeerReconciler.Result result =
                reconciler.reconcile(List.of(new UpstreamSpec("up", UpstreamOptions.DEFAULT, List.of(spec))));
        return result.peers().get(result.upstreams().get("up")).member(0).peer().endpoint();
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return loop.submit(work).get(5, TimeUnit.SECONDS);
    }

    /** Waits for the connection, and for nothing else. */
    private static final class Lease implements ConnectionReceiver {

        private final CompletableFuture<UpstreamConnection> connected = new CompletableFuture<>();

        @Override
        public void connected(UpstreamConnection connection) {
            connected.complete(connection);
        }

        @Override
        public void connectFailed(Throwable cause) {
            connected.completeExceptionally(cause);
        }

        @Override
        public void received(ByteBuf in) {}

        @Override
        public void readComplete() {}

        @Override
        public void inputEnded() {}

        @Override
        public void closed() {}

        @Override
        public void writabilityChanged() {}
    }
}
