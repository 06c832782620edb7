package io.lictor.health;

import io.lictor.clock.LoopTimer;
import io.lictor.clock.LoopTimers;
import io.lictor.config.HealthCheck;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One check of one endpoint, over a connection of its own.
 *
 * <p>Confined to its event loop; used once. Owns its channel and closes it when it ends.
 */
final class Probe extends ChannelInboundHandlerAdapter {

    /** Hears how it ended: once, never within {@link #begin}. */
    @FunctionalInterface
    interface Receiver {
        void ended(boolean passed, String text);
    }

    private final CheckKey key;
    private final LoopTimers timers;
    private final Receiver receiver;
    private final AnswerJudge judge;
    private final LoopTimer deadline = LoopTimer.of(this::deadlinePassed);
    private @Nullable Channel channel;
    private boolean ended;

    Probe(CheckKey key, LoopTimers timers, Receiver receiver) {
        this.key = key;
        this.timers = timers;
        this.receiver = receiver;
        this.judge = new AnswerJudge(key.check().match());
    }

    void begin(Bootstrap bootstrap) {
        timers.nanos();
        timers.arm(deadline, key.check().timeoutMillis());
        ChannelFuture connecting = bootstrap.clone().handler(this).connect(key.target());
        if (connecting.isDone() && !connecting.isSuccess()) {
            // No file descriptor, for example: then there is no channel, and Netty would tell on a thread of its own.
            bootstrap.config().group().execute(() -> connectEnded(connecting));
            return;
        }
        channel = connecting.channel();
        connecting.addListener(f -> connectEnded(connecting));
    }

    /** Ends it without a result. */
    void cancel() {
        ended = true;
        timers.disarm(deadline);
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext c, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (!ended) {
                judge.received(in);
            }
        } finally {
            in.release();
        }
        if (judge.isEnded()) {
            end(judge.isPassed(), judge.text());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext c) {
        if (!ended) {
            judge.closed();
            end(judge.isPassed(), judge.text());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
        end(false, reason(cause));
    }

    private void connectEnded(ChannelFuture connecting) {
        if (ended) {
            return;
        }
        if (!connecting.isSuccess()) {
            end(false, "connect: " + reason(connecting.cause()));
        } else if (key.check().kind() == HealthCheck.Kind.TCP) {
            end(true, "connected");
        } else {
            connecting.channel().writeAndFlush(Unpooled.wrappedBuffer(key.request()));
        }
    }

    private void deadlinePassed() {
        end(false, "no end within " + key.check().timeoutMillis() + " ms");
    }

    private void end(boolean passed, String text) {
        if (!ended) {
            cancel();
            receiver.ended(passed, text);
        }
    }

    /** The system's words, without the name of the call before and the address behind them. */
    private static String reason(@Nullable Throwable cause) {
        String message = cause == null ? "" : String.valueOf(cause.getMessage());
        int call = message.lastIndexOf("): ");
        String words = call < 0 ? message : message.substring(call + 3);
        int address = words.indexOf(": /");
        return address < 0 ? words : words.substring(0, address);
    }
}
