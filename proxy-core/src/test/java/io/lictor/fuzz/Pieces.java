package io.lictor.fuzz;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends bytes in pieces, far enough apart in time that most of them are read one by one. */
final class Pieces {

    private static final long APART_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private Pieces() {}

    /** Sends all of {@code text}, split by {@code random}, or at once without it. */
    static void send(OutputStream out, String text, @Nullable Random random) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        TreeSet<Integer> ends = new TreeSet<>();
        ends.add(bytes.length);
        if (random != null && bytes.length > 1) {
            int pieces = 1 + random.nextInt(8);
            // The head is where splits matter most.
            int within = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 300);
            for (int i = 0; i < pieces; i++) {
                ends.add(1 + random.nextInt(within));
            }
        }
        int at = 0;
        for (int end : ends) {
            out.write(bytes, at, end - at);
            at = end;
            if (at < bytes.length) {
                LockSupport.parkNanos(APART_NANOS);
            }
        }
    }
}
