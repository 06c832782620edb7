package io.lictor.http1;

import io.netty.buffer.ByteBuf;

/** Takes the bytes of a body, free of their coding. */
@FunctionalInterface
public interface BodySink {

    /**
     * Takes {@code length} bytes (1 or more) from {@code in}'s reader index and moves it over them. The buffer stays the
     * caller's: whoever keeps bytes copies or retains a slice.
     */
    void bodyData(ByteBuf in, int length);
}
