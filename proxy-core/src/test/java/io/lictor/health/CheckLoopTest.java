package io.lictor.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.balance.RoundRobin;
import io.lictor.clock.LoopTimers;
import io.lictor.clock.Ticker;
import io.lictor.config.Address;
import io.lictor.config.HealthCheck;
import io.lictor.config.HealthMatch;
import io.lictor.config.HealthOptions;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.observe.LoopObserver;
import io.lictor.testkit.Eventually;
import io.lictor.testkit.ScriptedPeer;
import io.lictor.tls.TlsContexts;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerReconciler;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks on a real loop, where something is amiss on our side. */
final class CheckLoopTest {

    private static final HealthCheck CHECK =
            new HealthCheck(HealthCheck.Kind.HTTP, "/", 20, 0, 5_000, 1, 1, 0, HealthMatch.DEFAULT);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final AtomicBoolean noFiles = new AtomicBoolean(true);
    private final AtomicBoolean elsewhere = new AtomicBoolean();

    private final LoopObserver observer = new LoopObserver() {
        @Override
        public void peerChecked(String upstream, Address peer, boolean passed) {
            if (!loop.inEventLoop()) {
                elsewhere.set(true);
            }
        }
    };

    @AfterEach
    void stops() {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aCheckThatFindsNoFileDescriptorFailsOnItsLoopAndIsMadeAgain() throws Exception {
        try (ScriptedPeer scripted = ScriptedPeer.answering("")) {
            UpstreamOptions options = UpstreamOptions.DEFAULT.withHealth(HealthOptions.DEFAULT.withCheck(CHECK));
            PeerSpec spec = new PeerSpec(new Address("127.0.0.1", scripted.port()), PeerOptions.DEFAULT);
            PeerReconciler.Result result = new PeerReconciler(1, number -> new RoundRobin(number), Ticker.system())
                    .reconcile(List.of(new UpstreamSpec("up", options, List.of(spec))));
            Peer peer =
                    result.peers().get(result.upstreams().get("up")).member(0).peer();
            Checks checks = new Checks(List.of(new CheckLoop(
                    loop,
                    this::channel,
                    ByteBufAllocator.DEFAULT,
                    new TlsContexts(),
                    new LoopTimers(loop, Ticker.system()),
                    observer)));

            checks.update(result.peers());
            Eventually.holds("failed", () -> !peer.check().healthy());
            noFiles.set(false);
            Eventually.holds("passed", () -> peer.check().healthy());
            assertThat(elsewhere).isFalse();
        }
    }

    private SocketChannel channel() {
        if (noFiles.get()) {
            throw new ChannelException("too many open files");
        }
        return new NioSocketChannel();
    }
}
