package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.observe.LoopObserver;
import io.lictor.testkit.CountingAllocator;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How connections are accepted: whole proxy, real loopback sockets, each transport. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.lictor.engine.Transports#available")
final class AcceptTest {

    private static final int WAITING = 60;

    private final Transport transport;

    @RegisterExtension
    private final CountingAllocator buffers = new CountingAllocator();

    AcceptTest(Transport transport) {
        this.transport = transport;
    }

    @Test
    void acceptsAllThatWaitInAFewTurnsOfABusyLoop() throws Exception {
        Arrivals arrivals = new Arrivals();
        List<RawClient> waiting = new ArrayList<>();
        CountDownLatch busy = new CountDownLatch(1);
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = Lictor.builder()
                        .allocator(buffers)
                        .listen(0)
                        .workers(1)
                        .transport(transport)
                        .observer(number -> arrivals)
                        .route("/ " + peer.target())
                        .start();
                RawClient first = RawClient.connect(lictor.port())) {
            assertThat(first.get("/").status()).isEqualTo(200);
            EventExecutor loop = arrivals.loop.get(10, TimeUnit.SECONDS);
            loop.execute(() -> {
                try {
                    busy.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < WAITING; i++) {
                waiting.add(RawClient.connect(lictor.port()));
            }
            busy.countDown();
            assertThat(turnsUntil(loop, arrivals, 1 + WAITING)).isLessThanOrEqualTo(20);
            assertThat(waiting)
                    .allSatisfy(client -> assertThat(client.get("/").status()).isEqualTo(200));
        } finally {
            waiting.forEach(RawClient::close);
        }
    }

    /** A task that is due is run once a turn: one that plans itself again counts them. */
    private static int turnsUntil(EventExecutor loop, Arrivals arrivals, int connections) throws Exception {
        CompletableFuture<Integer> turns = new CompletableFuture<>();
        new Runnable() {
            private int count;

            @Override
            public void run() {
                if (arrivals.count >= connections) {
                    turns.complete(count);
                } else {
                    count++;
                    loop.schedule(this, 0, TimeUnit.NANOSECONDS);
                }
            }

            void start() {
                loop.execute(this);
            }
        }.start();
        return turns.get(10, TimeUnit.SECONDS);
    }

    /** Confined to the loop, but for the future. */
    private static final class Arrivals implements LoopObserver {

        private final CompletableFuture<EventExecutor> loop = new CompletableFuture<>();
        private int count;

        @Override
        public void clientConnected() {
            count++;
            loop.complete(ThreadExecutorMap.currentExecutor());
        }
    }
}
