package io.lictor.downstream;

import io.lictor.config.ListenerOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listening socket: accepts connections on one event loop and gives each to the worker that has the fewest.
 *
 * <p>Confined to the loop that accepts. What it shares with other loops is the number of their connections.
 */
public final class Listener extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    private final Admission admission;
    private final Admission.Seat[] seats;
    private final ListenerProfile profile;
    private int next;

    /**
     * A listener that is yet to be bound.
     *
     * @param options how its connections are treated
     */
    public Listener(Admission admission, ListenerOptions options) {
        this.admission = admission;
        this.profile = ListenerProfile.of(options);
        List<Admission.Seat> all = admission.seats();
        this.seats = all.toArray(new Admission.Seat[0]);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        admission.add(ctx.channel());
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
        Admission.Seat seat = leastLoaded();
        seat.open().expect();
        // TCP_NODELAY is on: a channel of TCP has it from its making.
        child.config().setAllocator(seat.worker().allocator());
        ClientAddress address = new ClientAddress(remote, local, profile.proxies());
        child.pipeline().addLast(new ClientConnection(seat.worker(), profile, address, seat.open()));
        seat.worker().loop().register(child).addListener(registered -> {
            if (!registered.isSuccess()) {
                seat.open().unexpect();
                child.unsafe().closeForcibly();
            }
        });
        admission.accepted();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            admission.failed(cause);
        } else {
            log.error("listener {}", ctx.channel().localAddress(), cause);
        }
    }

    private Admission.Seat leastLoaded() {
        // Of equals the next in turn, so that connections that end at once do not all go to the first worker.
        next = (next + 1) % seats.length;
        Admission.Seat best = seats[next];
        for (Admission.Seat seat : seats) {
            if (seat.open().count() < best.open().count()) {
                best = seat;
            }
        }
        return best;
    }
}
