package io.lictor.testkit;

import io.lictor.config.Address;
import io.lictor.observe.CompletedExchange;
import io.lictor.observe.LoopObserver;
import io.lictor.observe.Observer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps all it hears, from all loops. Any thread may read. */
public final class RecordingObserver implements Observer {

    private final List<String> exchanges = new CopyOnWriteArrayList<>();
    private final List<String> attempts = new CopyOnWriteArrayList<>();
    private final List<String> ejections = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger clients = new AtomicInteger();

    /** Each completed exchange as {@code STATUS REQUEST-LINE}. */
    public List<String> exchanges() {
        return exchanges;
    }

    /** Each completed attempt: its failure, or {@code ok}. */
    public List<String> attempts() {
        return attempts;
    }

    /** {@code ejected} and {@code restored}, in their order. */
    public List<String> ejections() {
        return ejections;
    }

    /** How many retries were refused. */
    public int refusals() {
        return refusals.get();
    }

    /** How many clients are connected. */
    public int clients() {
        return clients.get();
    }

    @Override
    public LoopObserver forLoop(int loop) {
        return new LoopObserver() {
            @Override
            public void clientConnected() {
                clients.incrementAndGet();
            }

            @Override
            public void clientDisconnected() {
                clients.decrementAndGet();
            }

            @Override
            public void attemptCompleted(String upstream, Address peer, String failure) {
                attempts.add(failure.isEmpty() ? "ok" : failure);
            }

            @Override
            public void peerEjected(String upstream, Address peer, int fails) {
                ejections.add("ejected");
            }

            @Override
            public void peerRestored(String upstream, Address peer) {
                ejections.add("restored");
            }

            @Override
            public void retryRefused(String upstream) {
                refusals.incrementAndGet();
            }

            @Override
            public void exchangeCompleted(CompletedExchange exchange) {
                exchanges.add(exchange.status() + " "
                        + exchange.request().text(0, exchange.request().startLineEnd()));
            }
        };
    }
}
