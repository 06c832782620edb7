package io.lictor.health;

import io.lictor.clock.LoopTimers;
import io.lictor.observe.LoopObserver;
import io.lictor.tls.TlsContexts;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The checks of one event loop.
 *
 * <p>Confined to that loop, but for {@link #set}. Owns its checks.
 */
public final class CheckLoop {

    private final EventLoop loop;
    private final TlsContexts tls;
    private final LoopTimers timers;
    private final LoopObserver observer;
    private final Bootstrap bootstrap;
    private final Map<CheckKey, EndpointCheck> checks = new HashMap<>();

    public CheckLoop(
            EventLoop loop,
            ChannelFactory<SocketChannel> channels,
            ByteBufAllocator allocator,
            TlsContexts tls,
            LoopTimers timers,
            LoopObserver observer) {
        this.loop = loop;
        this.tls = tls;
        this.timers = timers;
        this.observer = observer;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(channels)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
    }

    /** Makes {@code subjects} the peers that the check of {@code key} is for; without any it ends. Any thread; in order. */
    void set(CheckKey key, List<Subject> subjects) {
        loop.execute(() -> {
            EndpointCheck check = checks.get(key);
            if (subjects.isEmpty()) {
                if (check != null) {
                    checks.remove(key);
                    check.end();
                }
            } else if (check == null) {
                EndpointCheck begun = new EndpointCheck(key, tls, timers, bootstrap, observer);
                checks.put(key, begun);
                begun.begin(subjects);
            } else {
                check.subjects(subjects);
            }
        });
    }
}
