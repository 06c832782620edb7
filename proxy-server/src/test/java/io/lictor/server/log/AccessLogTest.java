package io.lictor.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.observe.LoopObserver;
import io.lictor.server.FakeExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    private static final int RING = 4096;

    @TempDir
    Path folder;

    @Test
    void writesALineWithin200Milliseconds() throws Exception {
        ScriptedChannel channel = new ScriptedChannel();
        try (AccessLog log = open(channel)) {
            LoopObserver loop = log.forLoop(0);
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                loop.exchangeCompleted(FakeExchange.of("GET /" + i + " HTTP/1.1"));

                assertThat(channel.writes.poll(10, TimeUnit.SECONDS)).contains("GET /" + i);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
            }
        }
    }

    @Test
    void writesEveryLineBeforeItIsClosed() throws Exception {
        Path file = folder.resolve("access.log");
        Files.writeString(file, "before\n");
        try (AccessLog log = AccessLog.toFile(file, Thread::new)) {
            LoopObserver loop = log.forLoop(0);
            loop.exchangeCompleted(FakeExchange.of("GET /a HTTP/1.1"));
            loop.exchangeCompleted(FakeExchange.of("GET /b HTTP/1.1"));
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("before");
        assertThat(lines.get(1)).contains("GET /a ");
        assertThat(lines.get(2)).contains("GET /b ");
    }

    @Test
    void dropsAndCountsLinesWhenTheChannelIsTooSlow() {
        ScriptedChannel channel = new ScriptedChannel();
        channel.open = new CountDownLatch(1);
        AccessLog log = open(channel);
        LoopObserver loop = log.forLoop(0);
        int offered = 0;
        while (log.dropped() < 10) {
            loop.exchangeCompleted(FakeExchange.of("GET /" + offered++ + " HTTP/1.1"));
        }
        channel.open.countDown();
        log.close();

        assertThat(channel.lines()).hasSize(offered - (int) log.dropped());
    }

    @Test
    void aLineLongerThanTheRingIsDroppedAndTheNextIsNot() {
        ScriptedChannel channel = new ScriptedChannel();
        AccessLog log = open(channel);
        LoopObserver loop = log.forLoop(0);
        loop.exchangeCompleted(FakeExchange.of("GET /" + "x".repeat(RING) + " HTTP/1.1"));
        loop.exchangeCompleted(FakeExchange.of("GET /short HTTP/1.1"));
        log.close();

        assertThat(log.dropped()).isEqualTo(1);
        assertThat(channel.lines()).hasSize(1);
    }

    @Test
    void keepsTheLinesOfManyLoopsWholeAndInTheirOrder() throws Exception {
        int loops = 4;
        int linesPerLoop = 20_000;
        ScriptedChannel channel = new ScriptedChannel();
        AccessLog log = open(channel);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < loops; number++) {
            LoopObserver loop = log.forLoop(number);
            String name = "loop" + number;
            threads.add(new Thread(() -> {
                for (int i = 0; i < linesPerLoop; i++) {
                    loop.exchangeCompleted(FakeExchange.of("GET /" + name + "/" + i + " HTTP/1.1"));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();

        List<String> lines = channel.lines();
        assertThat(lines).hasSize(loops * linesPerLoop - (int) log.dropped());
        int[] last = {-1, -1, -1, -1};
        for (String line : lines) {
            assertThat(line)
                    .matches("127\\.0\\.0\\.1 - - \\[[^]]+] \"GET /loop\\d/\\d+ HTTP/1\\.1\" 200 101 \"-\" \"-\"");
            int loop = line.charAt(line.indexOf("/loop") + 5) - '0';
            int number = Integer.parseInt(line.replaceFirst(".*/loop\\d/(\\d+) HTTP.*", "$1"));
            assertThat(number).isGreaterThan(last[loop]);
            last[loop] = number;
        }
    }

    @Test
    void goesOnAfterTheChannelFailed() throws Exception {
        ScriptedChannel channel = new ScriptedChannel();
        channel.failing = true;
        AccessLog log = open(channel);
        LoopObserver loop = log.forLoop(0);
        loop.exchangeCompleted(FakeExchange.of("GET /lost HTTP/1.1"));
        assertThat(channel.failures.poll(10, TimeUnit.SECONDS)).isNotNull();
        channel.failing = false;
        loop.exchangeCompleted(FakeExchange.of("GET /kept HTTP/1.1"));
        log.close();

        assertThat(channel.lines()).singleElement().asString().contains("GET /kept");
    }

    @Test
    void saysWhichFolderIsNotThere() {
        assertThatThrownBy(() -> AccessLog.toFile(folder.resolve("none/access.log"), Thread::new))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static AccessLog open(WritableByteChannel channel) {
        return new AccessLog(channel, InstantSource.system(), ZoneOffset.UTC, RING, Thread::new);
    }

    /** A channel that can be shut or fail. */
    private static final class ScriptedChannel implements WritableByteChannel {

        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final BlockingQueue<String> writes = new LinkedBlockingQueue<>();
        private final BlockingQueue<IOException> failures = new LinkedBlockingQueue<>();
        private volatile CountDownLatch open = new CountDownLatch(0);
        private volatile boolean failing;

        @Override
        public int write(ByteBuffer source) throws IOException {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (failing) {
                IOException failure = new IOException("No space left on device");
                failures.add(failure);
                throw failure;
            }
            if (!source.hasRemaining()) {
                return 0;
            }
            // Not all at once, as a pipe does.
            byte[] some = new byte[Math.min(source.remaining(), 1000)];
            source.get(some);
            all.writeBytes(some);
            writes.add(new String(some, StandardCharsets.US_ASCII));
            return some.length;
        }

        List<String> lines() {
            return all.toString(StandardCharsets.US_ASCII).lines().toList();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
