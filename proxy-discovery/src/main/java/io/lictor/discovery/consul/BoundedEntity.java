package io.lictor.discovery.consul;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.http.Header;
import org.apache.http.HttpEntity;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.HttpEntityWrapper;
import org.apache.http.message.BasicHeader;
import org.jspecify.annotations.Nullable;

/**
 * A response body that may not grow without end, that is read as UTF-8, and that says when it has been read.
 *
 * <p>Confined to the thread that asked. Owns the body's stream.
 */
final class BoundedEntity extends HttpEntityWrapper {

    /** Ten thousand instances of one service would fit. */
    static final long MOST_BYTES = 32L << 20;

    private final Runnable whenRead;

    private BoundedEntity(HttpEntity entity, Runnable whenRead) {
        super(entity);
        this.whenRead = whenRead;
    }

    /** Wraps a body; without one there is nothing to be read. */
    static @Nullable HttpEntity of(@Nullable HttpEntity entity, Runnable whenRead) {
        if (entity == null) {
            whenRead.run();
            return null;
        }
        return new BoundedEntity(entity, whenRead);
    }

    /** Consul's JSON is UTF-8 and its type does not say so, for which Apache would take Latin 1. */
    @Override
    public Header getContentType() {
        return new BasicHeader("Content-Type", ContentType.APPLICATION_JSON.toString());
    }

    /** Unknown, so that nobody allocates what a lying server announces. */
    @Override
    public long getContentLength() {
        return -1;
    }

    @Override
    public InputStream getContent() throws IOException {
        if (super.getContentLength() > MOST_BYTES) {
            throw tooLong();
        }
        return new Bounded(super.getContent());
    }

    private static IOException tooLong() {
        return new IOException("the answer is longer than " + MOST_BYTES + " bytes");
    }

    private final class Bounded extends FilterInputStream {

        private long left = MOST_BYTES;

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw tooLong();
            }
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                whenRead.run();
            }
        }
    }
}
