package io.lictor.downstream;

import io.lictor.config.ListenerOptions;
import io.lictor.exchange.Worker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listening socket: accepts connections on one event loop and gives each to the worker that has the fewest.
 *
 * <p>Confined to the loop that accepts. What it shares with other loops is the number of their connections.
 */
public final class Listener extends ChannelInboundHandlerAdapter {

    /** How long accepting pauses when the process has no file descriptor left: nginx's {@code accept_mutex_delay}. */
    private static final int PAUSE_MILLIS = 500;

    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    /** A worker and its client connections. */
    public record Seat(Worker worker, OpenConnections open) {}

    private final Seat[] seats;
    private final ListenerProfile profile;
    private int next;

    /**
     * A listener that is yet to be bound.
     *
     * @param options how its connections are treated
     */
    public Listener(List<Seat> seats, ListenerOptions options) {
        this.profile = ListenerProfile.of(options);
        this.seats = seats.toArray(new Seat[0]);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel child = (Channel) message;
        if (!(child.remoteAddress() instanceof InetSocketAddress remote)
                || !(child.localAddress() instanceof InetSocketAddress local)) {
            // Reset before it was accepted: its socket has no address any more.
            child.unsafe().closeForcibly();
            return;
        }
        Seat seat = leastLoaded();
        seat.open().expect();
        child.config().setAllocator(seat.worker().allocator());
        child.config().setOption(ChannelOption.TCP_NODELAY, true);
        ClientAddress address = new ClientAddress(remote, local);
        child.pipeline().addLast(new ClientConnection(seat.worker(), profile, address, seat.open()));
        seat.worker().loop().register(child).addListener(registered -> {
            if (!registered.isSuccess()) {
                seat.open().unexpect();
                child.unsafe().closeForcibly();
            }
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException && ctx.channel().config().isAutoRead()) {
            log.warn("cannot accept connections, trying again in {} ms: {}", PAUSE_MILLIS, cause.toString());
            ctx.channel().config().setAutoRead(false);
            ctx.executor()
                    .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            log.error("listener {}", ctx.channel().localAddress(), cause);
        }
    }

    private Seat leastLoaded() {
        // Of equals the next in turn, so that connections that end at once do not all go to the first worker.
        next = (next + 1) % seats.length;
        Seat best = seats[next];
        for (Seat seat : seats) {
            if (seat.open().count() < best.open().count()) {
                best = seat;
            }
        }
        return best;
    }
}
