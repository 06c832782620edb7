package io.lictor.exchange;

import io.lictor.config.UpstreamLimits;
import io.lictor.http.Method;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.TriedPeers;
import io.lictor.upstream.Upstream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link Exchange}'s way from peer to peer: who was tried, whether another may be, and waiting while all are full.
 *
 * <p>Confined to the exchange's event loop; used for one exchange after the other. Holds at most one retry of the
 * upstream's budget and one place in its queue, and gives both back by {@link #end}.
 */
final class PeerChoice {

    /** What came of looking for a peer. */
    enum Outcome {
        CHOSEN,
        /** None now, but one could be taken were it not at {@code max_conns}. */
        FULL,
        NONE
    }

    private static final Logger log = LoggerFactory.getLogger(PeerChoice.class);

    private final Exchange exchange;
    private final Worker worker;
    private final ExchangeRecord record;
    private final TriedPeers tried = new TriedPeers();
    private final QueuePlace place;

    private @Nullable Upstream upstream;
    private PeerSet.@Nullable Member chosen;
    private @Nullable Failure last;
    private boolean retrying;

    PeerChoice(Exchange exchange, Worker worker, ExchangeRecord record) {
        this.exchange = exchange;
        this.worker = worker;
        this.record = record;
        this.place = new QueuePlace(this, worker);
    }

    /** Begins for an exchange that leads to {@code newUpstream}. */
    void begin(Upstream newUpstream) {
        upstream = newUpstream;
    }

    /** The exchange is over, or answered otherwise: waits for nothing any more. */
    void end() {
        place.leave();
        answered();
    }

    void clear() {
        tried.clear();
        upstream = null;
        chosen = null;
        last = null;
    }

    /**
     * Looks for the next peer. The exchange is told what came of it, within this call or, when it has to wait, later.
     *
     * @param newLast how the last attempt failed, or null before the first
     */
    void next(@Nullable Failure newLast) {
        last = newLast;
        int most = upstream().options().limits().queue();
        if (most == 0 || worker.queues().isEmpty(upstream())) {
            Outcome outcome = pick();
            if (outcome != Outcome.FULL || most == 0) {
                tell(outcome);
                return;
            }
        }
        // Behind those who came before.
        if (!place.enter(most)) {
            tell(Outcome.NONE);
            return;
        }
        exchange.phase(Phase.QUEUED);
        // A peer may have become free before anybody knew that we wait.
        worker.queues().serve(upstream());
    }

    /** Tries to leave the queue; {@link #tell} must follow unless FULL. */
    Outcome pick() {
        PeerSet peers = peers();
        long now = worker.timers().coarseMillis();
        chosen = upstream().balancer(worker.number()).pick(peers, tried, now, record);
        if (chosen != null) {
            return Outcome.CHOSEN;
        }
        return peers.hasBusy(tried, now) ? Outcome.FULL : Outcome.NONE;
    }

    /** Tells the exchange. */
    void tell(Outcome outcome) {
        if (outcome == Outcome.CHOSEN) {
            record.attempted();
            tried.add(chosen().peer());
            exchange.peerChosen(chosen());
        } else {
            exchange.answer(last == null ? 502 : last.status());
        }
    }

    /**
     * Whether {@code retry_budget} allows another try; takes it.
     *
     * @param free whether it costs the peers nothing: see {@link NextUpstreamRule#isFree}
     */
    boolean takeRetry(boolean free) {
        UpstreamLimits limits = upstream().options().limits();
        if (free || retrying) {
            return true;
        }
        retrying = upstream().retries().take(limits.retryBudget(), peers());
        if (!retrying) {
            worker.observer().retryRefused(upstream().name());
            if (upstream().retries().refused(worker.timers().coarseMillis())) {
                log.warn(
                        "upstream={} retries are refused: more than retry_budget={}% of the requests under way",
                        upstream(), limits.retryBudget());
            }
        }
        return retrying;
    }

    /** A response came: the retry, if it was one, costs nothing any more. */
    void answered() {
        if (retrying) {
            retrying = false;
            upstream().retries().give();
        }
    }

    /**
     * Whether another peer would be tried now.
     *
     * @param sent whether a byte of the request was handed to the last one's connection
     * @param replayable whether the request can be sent again from its start
     */
    NextUpstreamRule.Situation situation(boolean sent, boolean replayable) {
        return new NextUpstreamRule.Situation(
                sent,
                Method.isNonIdempotent(record.request()),
                replayable,
                tried.count(),
                peers().hasUntried(tried),
                (worker.timers().nanos() - record.startNanos()) / 1_000_000);
    }

    TriedPeers tried() {
        return tried;
    }

    /** The peer of the last attempt. */
    PeerSet.Member chosen() {
        return Objects.requireNonNull(chosen);
    }

    Upstream upstream() {
        return Objects.requireNonNull(upstream);
    }

    /** The newest peers. */
    PeerSet peers() {
        return worker.generation().peers(upstream());
    }
}
