package io.lictor.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.UncheckedBooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads of one channel that stop when reading is stopped, also when the other side has ended: backpressure to the last.
 *
 * <p>Confined to the channel's event loop. Owns nothing: a buffer it makes is the transport's.
 */
public final class PausableReads implements RecvByteBufAllocator {

    /*
     * A FIN or a reset (EPOLLRDHUP, POLLRDHUP) makes Netty's epoll and io_uring transports read all that is there, whether
     * auto-read is on or not, so that the end is seen. What is there may be 32 MiB a connection (tcp_rmem). So the first
     * read of such a loop is small, and the second is refused by an exception: both transports then leave their loop, tell
     * the pipeline of the exception, and go on when reading does. The first cannot be refused: io_uring makes it outside
     * of any try.
     *
     * For the same reason an allocation that fails ends the connection and is not thrown: thrown from there it would end the
     * event loop with all its connections.
     *
     * Not when our side has ended too, as in a tunnel: epoll would then say EPOLLHUP without end until all is read.
     *
     * SO_RCVBUF as a bound was rejected: it would bound the speed of far clients too.
     */

    /** What is read at most from a channel that is not to be read from. */
    private static final int SMALL = 2048;

    private static final Logger log = LoggerFactory.getLogger(PausableReads.class);

    private static final ReadSizes SIZES = new ReadSizes();

    private final Channel channel;

    private PausableReads(Channel channel) {
        this.channel = channel;
    }

    /** Makes all reads of {@code channel} such. To be called before its first. */
    public static void install(Channel channel) {
        channel.config().setRecvByteBufAllocator(new PausableReads(channel));
    }

    /**
     * Whether {@code cause}, told to a handler, says this: the other side has ended or reset, and more of what it sent is
     * there than may be read now.
     */
    public static boolean isHeld(Throwable cause) {
        return cause instanceof Held;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own interface gives no other way.
    public Handle newHandle() {
        return new PausableHandle((ExtendedHandle) SIZES.newHandle());
    }

    private boolean isPaused() {
        return !channel.config().isAutoRead()
                && !(channel instanceof DuplexChannel duplex && duplex.isOutputShutdown());
    }

    private final class PausableHandle extends DelegatingHandle implements ExtendedHandle {

        private boolean begun;

        private PausableHandle(ExtendedHandle delegate) {
            super(delegate);
        }

        @Override
        public void reset(ChannelConfig config) {
            begun = false;
            super.reset(config);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            boolean first = !begun;
            begun = true;
            boolean paused = isPaused();
            if (paused && !first) {
                throw new Held();
            }
            try {
                return paused ? allocator.ioBuffer(SMALL) : super.allocate(allocator);
            } catch (OutOfMemoryError e) {
                log.debug("no memory to read into, closing {}", channel, e);
                channel.eventLoop().execute(channel::close);
                return Unpooled.EMPTY_BUFFER;
            }
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return ((ExtendedHandle) delegate()).continueReading(maybeMoreData);
        }
    }

    /** Without a stack: it is no fault, and thrown where every connection of a slow client passes. */
    private static final class Held extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Held() {
            super("held back", null, false, false);
        }
    }
}
