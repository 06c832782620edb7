package io.lictor.http1;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How much the next read of a channel has room for, by what the last ones brought.
 *
 * <p>Its handles are confined to their channels' event loops. Own nothing.
 */
final class ReadSizes extends DefaultMaxMessagesRecvByteBufAllocator {

    /*
     * Netty's AdaptiveRecvByteBufAllocator ends at 64 KiB and halves after two smaller reads. A body of 64 KiB and its head
     * are a little more than that: each such request took a read of 64 KiB and one of some bytes, each sent on by itself.
     */

    /** The largest, in bytes: a common size of bodies, buffers and TLS batches, and what stands before it. */
    static final int MOST = 80 << 10;

    private static final int LEAST = 256;
    private static final int FIRST = 2048;
    /** How many reads in a row must have fitted half the room before the next has half of it. */
    private static final int SMALL_READS = 8;

    @Override
    @SuppressWarnings("deprecation") // Netty's own interface gives no other way.
    public Handle newHandle() {
        return new SizedHandle();
    }

    private final class SizedHandle extends MaxMessageHandle {

        private int size = FIRST;
        private int smallReads;

        @Override
        public int guess() {
            return size;
        }

        @Override
        public void lastBytesRead(int bytes) {
            if (bytes > 0) {
                adapt(bytes);
            }
            super.lastBytesRead(bytes);
        }

        private void adapt(int bytes) {
            if (bytes >= size) {
                size = Math.min(size * 8, MOST);
                smallReads = 0;
            } else if (bytes > size / 2) {
                smallReads = 0;
            } else if (++smallReads == SMALL_READS) {
                size = Math.max(size / 2, LEAST);
                smallReads = 0;
            }
        }
    }
}
