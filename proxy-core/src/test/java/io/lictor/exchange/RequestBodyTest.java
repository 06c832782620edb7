package io.lictor.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of request bodies, by one exchange and by all of a loop. */
final class RequestBodyTest {

    private final CountingAllocator buffers = new CountingAllocator();
    private final KeptBytes all = new KeptBytes(100);
    private final RequestBody first = new RequestBody(all);
    private final RequestBody second = new RequestBody(all);
    private final ByteBuf in = Unpooled.buffer().writeZero(1_000);

    RequestBodyTest() {
        first.begin(80);
        second.begin(80);
    }

    @AfterEach
    void releasesEveryBuffer() {
        first.release();
        second.release();
        buffers.awaitNone();
    }

    @Test
    void givesUpWhatIsAboveTheBoundOfTheLoopAndLeavesTheOthers() {
        first.remember(buffers, in, 60);
        second.remember(buffers, in, 41);
        assertThat(first.isReplayable()).isTrue();
        assertThat(second.isReplayable()).isFalse();
        assertThat(second.size()).isZero();
    }

    @Test
    void keepsAgainWhatAnotherHasReleased() {
        first.remember(buffers, in, 60);
        first.release();
        second.remember(buffers, in, 41);
        second.remember(buffers, in, 39);
        assertThat(second.isReplayable()).isTrue();
        assertThat(second.size()).isEqualTo(80);
    }

    @Test
    void countsWhatWaitsForAConnectionAndReadsNoMoreOfIt() {
        first.keep(buffers, in, 70);
        second.keep(buffers, in, 40);
        assertThat(first.isFull()).isTrue();
        assertThat(second.isFull()).isTrue();
        first.release();
        assertThat(second.isFull()).isFalse();
        assertThat(second.isReplayable()).isTrue();
    }

    @Test
    void keepsAReadThatFilledItsBufferWithoutACopyAndGivesItBack() {
        ByteBuf read = Unpooled.wrappedBuffer(new byte[40]);
        first.remember(buffers, read, 40);
        assertThat(read.refCnt()).isEqualTo(2);
        assertThat(buffers.live()).isZero();
        first.release();
        assertThat(read.refCnt()).isEqualTo(1);
    }

    @Test
    void sendsAgainAllPiecesInTheirOrder() {
        first.keep(buffers, text("ab", 100), 2);
        first.keep(buffers, text("cdef", 4), 4);
        first.remember(buffers, text("gh", 100), 2);
        first.remember(buffers, text("i", 100), 1);
        assertThat(sent(first)).isEqualTo("abcdefghi");
        assertThat(sent(first)).isEqualTo("abcdefghi");
        assertThat(first.size()).isEqualTo(9);
        assertThat(first.pieces()).isEqualTo(3);
    }

    private static ByteBuf text(String text, int capacity) {
        return Unpooled.buffer(capacity).writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String sent(RequestBody body) {
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < body.pieces(); i++) {
            ByteBuf piece = body.view(i);
            sent.append(piece.readCharSequence(piece.readableBytes(), StandardCharsets.US_ASCII));
        }
        return sent.toString();
    }
}
