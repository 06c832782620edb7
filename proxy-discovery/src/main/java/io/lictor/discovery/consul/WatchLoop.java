package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Receiver;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One blocking query, asked for ever: index, pacing, errors. Without a thread of its own, so that a test can turn it.
 *
 * <p>Confined to its watch's thread. Uses the transport, which its watch owns.
 *
 * @param <T> what the receiver is told
 */
final class WatchLoop<T> {

    /*
     * An answer that was streamed to the agent is a bell and nothing more: something may have changed. It always says that no
     * leader is known (hashicorp/consul#9776), so if it counted, nothing could be taken away ever; its index may be lower than
     * the one asked with, and before its first snapshot it is empty with the index 1. So what it says is asked for once more
     * without waiting, which no agent answers out of a stream, and that answer is judged, its index too.
     */

    /** How long a question may stay open. It bounds how long a restored snapshot can go unnoticed. */
    static final int LEAST_WAIT_SECONDS = 30;

    static final int MOST_WAIT_SECONDS = 60;

    /** The first time, for at a start nobody knows yet how many others there are, and so how all will be watched. */
    static final int FIRST_WAIT_SECONDS = 2;

    /** While no leader vouches for answers, or has said why something is missing, to hear soon when one does. */
    static final int STALE_WAIT_SECONDS = 2;

    /** How often a service that does not exist is asked for while others come and go. */
    static final int MISSING_SECONDS = 15;

    private final String path;
    private final ConsulTransport transport;
    private final AnswerReader<T> reader;
    private final Receiver<T> receiver;
    private final RandomGenerator random;
    private final TrafficMeter meter;
    private final IndexRules rules = new IndexRules();
    private final Backoff backoff;
    private final TokenBucket news;
    private final TokenBucket noise;
    private final TokenBucket missing;
    private boolean fresh = true;
    private boolean anyServer;
    private boolean waited;
    private @Nullable T told;
    /** Whether the last that was told is an answer that left nothing open. */
    private volatile boolean settled;

    WatchLoop(
            String path,
            ConsulTransport transport,
            AnswerReader<T> reader,
            Receiver<T> receiver,
            Ticker ticker,
            RandomGenerator random,
            TrafficMeter meter) {
        this.meter = meter;
        this.path = path;
        this.transport = transport;
        this.reader = reader;
        this.receiver = receiver;
        this.random = random;
        this.backoff = new Backoff(random);
        // An answer that says nothing new is paced hard, as Consul's authors advise: an index that moves for others'
        // sake
        // must not become a busy loop. One that does is worth a quick next question: deployments come in bursts.
        this.noise = new TokenBucket(ticker, 2, 1);
        this.news = new TokenBucket(ticker, 20, 5);
        // The index of a service that is not there moves with each registration of any other; the catalogue says when
        // it
        // is there.
        this.missing = new TokenBucket(ticker, 2, 1.0 / MISSING_SECONDS);
    }

    /** An index that is known from an earlier run; before the first turn. */
    void knew(long index) {
        rules.knew(index);
    }

    /** Asks once, waits for news, tells the receiver. Returns how long to wait before the next turn, in milliseconds. */
    long turn() {
        return ask(true, false);
    }

    /** Asks once, is answered at once, tells the receiver. Returns when to ask again, in milliseconds; 0 for never. */
    long read() {
        return ask(false, false);
    }

    /**
     * As {@link #read}, but where the index says that the last answer told is still what there is, nothing is read and nobody
     * is told anything.
     */
    long readIfMoved() {
        return ask(false, settled);
    }

    /** The question cannot be asked, for a reason that holds for all. Any thread. */
    void cannotAsk(Fault fault) {
        tell(() -> {
            settled = false;
            receiver.failed(fault);
        });
    }

    private long ask(boolean wait, boolean ifMoved) {
        try {
            if (ifMoved && isUnmoved()) {
                meter.good(false);
                return 0;
            }
            settled = false;
            Answer answer = answer(query(wait));
            long index = answer.index();
            if (rules.judge(index) == IndexRules.Verdict.WENT_BACK) {
                meter.wentBack();
                return Math.max(wait ? 0 : 1, noise.take());
            }
            fresh = answer.isFresh();
            anyServer = !fresh;
            T snapshot = reader.read(answer, index, fresh, !rules.isBroken());
            rules.mended();
            backoff.reset();
            boolean isNews = told == null || !reader.isSame(snapshot, told);
            meter.good(isNews);
            told = snapshot;
            tell(() -> {
                receiver.answered(snapshot);
                settled = fresh && !reader.isUnsure();
            });
            if (!wait) {
                return settled ? 0 : STALE_WAIT_SECONDS * 1_000L;
            }
            return isNews ? news.take() : reader.isMissing(snapshot) ? missing.take() : noise.take();
        } catch (ConsulException e) {
            return Math.max(failed(e.isDenied(), String.valueOf(e.getMessage())), e.retryAfterMillis());
        } catch (IOException e) {
            return failed(false, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A defect in reading one answer must not end the watch.
            return failed(false, "unexpected: " + e);
        }
    }

    /** Whether a leader says that nothing moved since the last answer. */
    private boolean isUnmoved() throws IOException {
        Answer answer = transport.get(Query.indexOf(path));
        check(answer);
        return answer.isFresh()
                && answer.index() == rules.last()
                && answer.body().strip().equals("[]");
    }

    /** An answer that somebody vouches for, if anybody does. */
    private Answer answer(Query query) throws IOException {
        Answer answer = transport.get(query);
        check(answer);
        if (!answer.isStreamed()) {
            return answer;
        }
        Answer vouched = transport.get(query.atOnce());
        check(vouched);
        return vouched;
    }

    /** Who watches for all may have to say that it cannot, while this watch is asking. */
    private void tell(Runnable news) {
        synchronized (receiver) {
            news.run();
        }
    }

    private Query query(boolean wait) {
        long index = wait ? rules.next() : 0;
        // A follower learns of a change with the leader's next message: 50 to 100 ms later, measured. So the leader is
        // asked, and any server only after a failure, to know where things stand while there is no leader. Where
        // history
        // broke off only the leader will do: a follower that lost it does not know the last changes yet, and would
        // state
        // an old "critical" or leave out a new instance as if that were news.
        boolean stale = anyServer && !rules.isBroken();
        return new Query(path, stale, index, index == 0 ? 0 : waitSeconds());
    }

    private int waitSeconds() {
        if (!waited) {
            waited = true;
            return FIRST_WAIT_SECONDS;
        }
        if (!fresh || reader.isUnsure()) {
            return STALE_WAIT_SECONDS;
        }
        return random.nextInt(LEAST_WAIT_SECONDS, MOST_WAIT_SECONDS + 1);
    }

    private void check(Answer answer) throws ConsulException {
        // Without an index it is not Consul that found nothing, but something else that found no Consul.
        boolean nothing = answer.status() == 404
                && reader.readsNothing()
                && answer.headers().containsKey("x-consul-index");
        if (!nothing) {
            answer.require();
        }
    }

    private long failed(boolean denied, String message) {
        rules.failed();
        anyServer = true;
        tell(() -> {
            settled = false;
            receiver.failed(new Fault(denied, message));
        });
        long delay = backoff.next(denied);
        meter.bad(denied, delay);
        return delay;
    }
}
