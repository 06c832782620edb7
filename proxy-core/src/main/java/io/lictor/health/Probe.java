package io.lictor.health;

import io.lictor.clock.LoopTimer;
import io.lictor.clock.LoopTimers;
import io.lictor.config.HealthCheck;
import io.lictor.tls.TlsContexts;
import io.lictor.tls.TlsException;
import io.lictor.tls.TlsSession;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
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
    private final TlsContexts tls;
    private final LoopTimers timers;
    private final Receiver receiver;
    private final AnswerJudge judge;
    private final LoopTimer deadline = LoopTimer.of(this::deadlinePassed);
    private @Nullable Channel channel;
    private @Nullable TlsSession session;
    private boolean ended;

    Probe(CheckKey key, TlsContexts tls, LoopTimers timers, Receiver receiver) {
        this.key = key;
        this.tls = tls;
        this.timers = timers;
        this.receiver = receiver;
        this.judge = new AnswerJudge(key.check().match());
    }

    void begin(Bootstrap bootstrap) {
        timers.nanos();
        timers.arm(deadline, key.check().timeoutMillis());
        ChannelFuture connecting = bootstrap.clone().handler(initializer()).connect(key.target());
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
    public void userEventTriggered(ChannelHandlerContext c, Object event) {
        if (event == TlsSession.INPUT_ENDED) {
            closed();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext c) {
        if (session != null) {
            // By TLS only its own word ends an answer.
            end(false, "closed without close_notify");
        }
        closed();
    }

    private void closed() {
        if (!ended) {
            judge.closed();
            end(judge.isPassed(), judge.text());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext c, Throwable cause) {
        end(false, reason(cause));
    }

    /** Itself, or what puts TLS in front of it. */
    private ChannelHandler initializer() {
        if (!key.endpoint().tls().on()) {
            return this;
        }
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel made) {
                session = tls.install(made, key.endpoint().tls(), key.target().getPort());
                made.pipeline().addLast(Probe.this);
            }
        };
    }

    private void connectEnded(ChannelFuture connecting) {
        if (ended) {
            return;
        }
        if (!connecting.isSuccess()) {
            end(false, "connect: " + reason(connecting.cause()));
        } else if (session != null) {
            session.whenReady(failure -> handshakeEnded(connecting.channel(), failure));
        } else {
            connected(connecting.channel());
        }
    }

    private void handshakeEnded(Channel to, @Nullable TlsException failure) {
        if (failure == null) {
            connected(to);
        } else {
            end(false, "tls: " + failure.getMessage());
        }
    }

    private void connected(Channel to) {
        if (ended) {
            return;
        }
        if (key.check().kind() == HealthCheck.Kind.TCP) {
            end(true, "connected");
        } else {
            to.writeAndFlush(Unpooled.wrappedBuffer(key.request()));
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
