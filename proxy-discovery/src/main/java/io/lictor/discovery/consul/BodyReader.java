package io.lictor.discovery.consul;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.apache.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * Reads responses' bodies whole, as UTF-8, and no more than {@link #MOST_BYTES} of each.
 *
 * <p>Any thread. Owns the buffers that it keeps from one body to the next.
 */
/*
 * Consul's JSON is UTF-8 and its type does not say so, for which Apache would take Latin 1. What Apache reads a body with
 * takes 20 KB of new buffers for two bytes of answer, a thousand times a second where a thousand services are watched. All
 * watches share the buffers, as few of them read at a time: one for each would be 32 MB where each has twenty instances.
 */
final class BodyReader {

    /** Ten thousand instances of one service would fit. */
    static final long MOST_BYTES = 32L << 20;

    private static final int FIRST_BYTES = 4 << 10;
    /** A longer one is not kept for another body. */
    private static final int MOST_KEPT_BYTES = 64 << 10;
    /** No more are kept. */
    private static final int MOST_KEPT = 8;

    private final Deque<byte[]> free = new ArrayDeque<>();

    /** The whole body; empty where there is none. Nobody allocates what a lying server announces. */
    String read(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return "";
        }
        if (entity.getContentLength() > MOST_BYTES) {
            throw tooLong();
        }
        byte[] bytes = take();
        int length = 0;
        try (InputStream in = entity.getContent()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes, length, bytes.length - length)) {
                length += read;
                if (length > MOST_BYTES) {
                    throw tooLong();
                }
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * length);
                }
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        } finally {
            keep(bytes);
        }
    }

    private byte[] take() {
        synchronized (free) {
            return free.isEmpty() ? new byte[FIRST_BYTES] : free.pop();
        }
    }

    private void keep(byte[] bytes) {
        synchronized (free) {
            if (bytes.length <= MOST_KEPT_BYTES && free.size() < MOST_KEPT) {
                free.push(bytes);
            }
        }
    }

    private static IOException tooLong() {
        return new IOException("the answer is longer than " + MOST_BYTES + " bytes");
    }
}
