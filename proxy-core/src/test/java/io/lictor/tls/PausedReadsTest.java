package io.lictor.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** What is read of its own accord is not, while reading is stopped. */
final class PausedReadsTest {

    private int reads;

    @Test
    void nothingIsReadWhileReadingIsStopped() {
        EmbeddedChannel channel = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void read(ChannelHandlerContext ctx) {
                        reads++;
                        ctx.read();
                    }
                },
                new PausedReads());
        channel.config().setAutoRead(false);
        reads = 0;

        channel.pipeline().read();
        assertThat(reads).isZero();

        channel.config().setAutoRead(true);
        assertThat(reads).isPositive();
        channel.finish();
    }
}
