package io.lictor.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import org.junit.jupiter.api.Test;

class ReadSizesTest {

    private final ExtendedHandle reads = (ExtendedHandle) new ReadSizes().newHandle();

    @Test
    void growsWithReadsThatFillTheirRoom() {
        assertThat(reads.guess()).isEqualTo(2 << 10);
        read(2 << 10);
        assertThat(reads.guess()).isEqualTo(16 << 10);
        read(16 << 10);
        assertThat(reads.guess()).isEqualTo(80 << 10);
        read(80 << 10);
        assertThat(reads.guess()).isEqualTo(80 << 10);
    }

    @Test
    void aBodyOf64KiBAndItsHeadStayOneRead() {
        read(2 << 10);
        read(16 << 10);
        for (int i = 0; i < 100; i++) {
            read((64 << 10) + 200);
        }
        assertThat(reads.guess()).isEqualTo(80 << 10);
    }

    @Test
    void halvesAfterEightReadsInARowThatHalfWouldHaveHeld() {
        for (int i = 0; i < 7; i++) {
            read(100);
        }
        read((1 << 10) + 1);
        for (int i = 0; i < 7; i++) {
            read(1 << 10);
        }
        assertThat(reads.guess()).isEqualTo(2 << 10);
        read(1 << 10);
        assertThat(reads.guess()).isEqualTo(1 << 10);
    }

    @Test
    void neverHalvesBelow256Bytes() {
        for (int i = 0; i < 1_000; i++) {
            read(1);
        }
        assertThat(reads.guess()).isEqualTo(256);
    }

    @Test
    void readsThatBroughtNothingChangeNothing() {
        for (int i = 0; i < 100; i++) {
            read(i % 2 == 0 ? 0 : -1);
        }
        assertThat(reads.guess()).isEqualTo(2 << 10);
    }

    private void read(int bytes) {
        reads.attemptedBytesRead(reads.guess());
        reads.lastBytesRead(bytes);
    }
}
