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
    private final List<String> health = new CopyOnWriteArrayList<>();
    private final List<String> checks = new CopyOnWriteArrayList<>();
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

    /** What became of peers: {@code ejected PEER CAUSE}, {@code restored …}, {@code spared …}, {@code drained PEER N}. */
    public List<String> health() {
        return health;
    }

    /** Each active check: {@code UPSTREAM PEER passed} or {@code failed}. */
    public List<String> checks() {
        return checks;
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
            public void peerEjected(String upstream, Address peer, String cause) {
                ejections.add("ejected");
                health.add("ejected " + peer + " " + cause);
            }

            @Override
            public void peerRestored(String upstream, Address peer, String cause) {
                ejections.add("restored");
                health.add("restored " + peer + " " + cause);
            }

            @Override
            public void peerSpared(String upstream, Address peer, String cause) {
                health.add("spared " + peer + " " + cause);
            }

            @Override
            public void peerChecked(String upstream, Address peer, boolean passed) {
                checks.add(upstream + " " + peer + (passed ? " passed" : " failed"));
            }

            @Override
            public void peerDrained(String upstream, Address peer, int cut) {
                health.add("drained " + peer + " " + cut);
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
