package io.lictor.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.http.Ascii;
import io.lictor.http.Head;
import io.lictor.http.Verdict;
import io.lictor.testkit.Heads;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutBatchTest {

    /** Keeps what is written, and counts flushes. */
    private static final class Writes extends ChannelOutboundHandlerAdapter {
        final List<ByteBuf> buffers = new ArrayList<>();
        int flushes;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            buffers.add((ByteBuf) message);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            flushes++;
        }
    }

    private final Writes writes = new Writes();
    private final EmbeddedChannel channel = new EmbeddedChannel(writes, new ChannelOutboundHandlerAdapter());
    private final OutBatch out = new OutBatch(channel.pipeline().lastContext());

    @AfterEach
    void releaseAll() {
        out.release();
        writes.buffers.forEach(ByteBuf::release);
        channel.finishAndReleaseAll();
    }

    @Test
    void gathersSmallPiecesInOneWrite() {
        out.put(Ascii.bytes("one "));
        out.put(Ascii.bytes("xtwo x"), 1, 4);
        ByteBuf body = Unpooled.wrappedBuffer(Ascii.bytes("three four"));
        out.body(body, 5, false);
        assertThat(writes.buffers).isEmpty();

        out.flush();

        assertThat(writes.buffers).hasSize(1);
        assertThat(written()).isEqualTo("one two three");
        assertThat(writes.flushes).isEqualTo(1);
        assertThat(body.readerIndex()).isEqualTo(5);
        assertThat(body.refCnt()).isEqualTo(1);
    }

    @Test
    void aFlushOfNothingWritesNothing() {
        out.flush();
        assertThat(writes.buffers).isEmpty();
        assertThat(writes.flushes).isEqualTo(1);
    }

    @Test
    void keepsTheOrderOfPiecesOfAnySize() {
        StringBuilder expected = new StringBuilder();
        for (int size : new int[] {1, 1_000, 100, 5_000, 10, 4_096, 4_097, 1, 20_000}) {
            String piece = Character.toString('a' + size % 26).repeat(size);
            out.put(Ascii.bytes("<"));
            out.body(Unpooled.wrappedBuffer(Ascii.bytes(piece)), size, false);
            expected.append('<').append(piece);
        }
        out.flush();

        assertThat(written()).isEqualTo(expected.toString());
    }

    @ParameterizedTest(name = "a chunk of {0}")
    @ValueSource(ints = {1, 9, 10, 15, 16, 17, 255, 256, 4_095, 4_096, 4_097, 65_535, 65_536, 1_048_576})
    void framesAChunk(int size) {
        String data = "d".repeat(size);

        out.body(Unpooled.wrappedBuffer(Ascii.bytes(data)), size, true);
        out.lastChunk(null, Heads.response("HTTP/1.1 200 OK"));
        out.flush();

        String head = written().substring(0, written().indexOf('\r'));
        assertThat(head).isEqualToIgnoringCase(Integer.toHexString(size));
        assertThat(written()).isEqualTo(head + "\r\n" + data + "\r\n0\r\n\r\n");
    }

    @Test
    void passesTrailersOnButForThoseOfTheConnectionAndThoseThatComeTooLate() {
        Head message = Heads.response("HTTP/1.1 200 OK", "Connection: close, x-sum", "Connection: X-Hop");

        out.lastChunk(
                trailers(
                        "X-Sum: 1\r\nKept: a \r\nSet-Cookie: a=b\r\nx-hop:2\r\nX-SUMS: 3\r\nCACHE-Control: no\r\n\r\n"),
                message);
        out.flush();

        assertThat(written()).isEqualTo("0\r\nKept: a \r\nX-SUMS: 3\r\n\r\n");
    }

    private static Head trailers(String text) {
        Head trailers = new Head();
        ByteBuf in = Unpooled.wrappedBuffer(Ascii.bytes(text));
        assertThat(HeadParser.ofTrailers(HeadLimits.DEFAULT).parse(in, trailers))
                .isEqualTo(Verdict.OK);
        return trailers;
    }

    @Test
    void retainsALargeBodyInsteadOfCopyingIt() {
        ByteBuf body = channel.alloc().buffer().writeZero(10_000);

        out.put(Ascii.bytes("head"));
        out.body(body, 9_000, false);
        assertThat(body.refCnt()).isEqualTo(2);
        assertThat(body.readableBytes()).isEqualTo(1_000);
        body.release();
        out.flush();

        assertThat(writes.buffers).hasSize(2);
        ByteBuf slice = writes.buffers.get(1);
        assertThat(slice.unwrap()).isNotNull();
        assertThat(slice.readableBytes()).isEqualTo(9_000);
        assertThat(slice.refCnt()).isEqualTo(1);
    }

    @Test
    void handsALargeBodyOnInPiecesThatOneCallOfTheTransportGathers() {
        ByteBuf body = channel.alloc().buffer().writeZero(40_000);

        out.put(Ascii.bytes("head"));
        out.body(body, 40_000, false);
        body.release();
        out.flush();

        assertThat(writes.buffers.stream().map(ByteBuf::readableBytes)).containsExactly(4, 16_384, 16_384, 7_232);
        assertThat(writes.flushes).isEqualTo(1);
    }

    @Test
    void copiesASmallBodySoThatItsBufferIsFree() {
        ByteBuf body = channel.alloc().buffer().writeZero(4_096);

        out.body(body, 4_096, false);

        assertThat(body.refCnt()).isEqualTo(1);
        assertThat(body.isReadable()).isFalse();
        body.release();
    }

    @Test
    void givesUpWhatWasNotWritten() {
        out.put(Ascii.bytes("never sent"));
        out.release();
        out.release();
        out.flush();
        assertThat(writes.buffers).isEmpty();

        out.put(Ascii.bytes("sent"));
        out.flush();
        assertThat(written()).isEqualTo("sent");
    }

    private String written() {
        StringBuilder text = new StringBuilder();
        writes.buffers.forEach(buffer -> text.append(buffer.toString(StandardCharsets.ISO_8859_1)));
        return text.toString();
    }
}
