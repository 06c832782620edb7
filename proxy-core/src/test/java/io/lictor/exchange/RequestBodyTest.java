package io.lictor.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.CountingAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
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
}
