package io.lictor.exchange;

import io.lictor.clock.LoopTimer;
import io.lictor.filter.Decision;
import io.lictor.filter.FilteredResponse;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.lictor.route.LoopFilter;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters of one exchange, one after the other: first on the request's head, then on the response's.
 *
 * <p>Confined to the exchange's event loop; for one exchange, and made only where its route has filters. Holds at most one
 * {@link Suspension}, and ends it once: gone on, late, or cancelled.
 */
final class FilterRun {

    private static final Logger log = LoggerFactory.getLogger("io.lictor.filters");

    private final Exchange exchange;
    private final Worker worker;
    private final List<LoopFilter> filters;
    private final FilterViews views;
    private final LoopTimer deadline = LoopTimer.of(this::deadlinePassed);

    private @Nullable FilteredResponse response;
    private @Nullable Suspension suspension;
    private int asked;
    private boolean bodyBegun;

    FilterRun(Exchange exchange, Worker worker, ExchangeRecord record, List<LoopFilter> filters) {
        this.exchange = exchange;
        this.worker = worker;
        this.filters = filters;
        this.views = new FilterViews(worker, record);
    }

    /**
     * Asks them about the request; the exchange is admitted, answered or suspended.
     *
     * @param nowBodyBegun whether some of its body has come
     */
    void request(boolean nowBodyBegun) {
        bodyBegun = nowBodyBegun;
        if (askOthers()) {
            exchange.admit(bodyBegun);
        }
    }

    /** Asks them about a peer's response; false when it does not go on for now: the exchange is answered or suspended. */
    boolean response(Head head) {
        response = views.response(head);
        asked = 0;
        return askOthers();
    }

    /** The edits of the request: what the filters change, over what the rules do. */
    HeadEdits requestEdits(HeadEdits rules, Head request) {
        return views.requestEdits().over(rules, worker.edits(), request);
    }

    /** The same of the response. */
    HeadEdits responseEdits(HeadEdits rules, Head head) {
        return views.responseEdits().over(rules, worker.edits(), head);
    }

    /** Waits for nothing any more. */
    void cancel() {
        Suspension ended = suspension;
        if (ended == null) {
            return;
        }
        suspension = null;
        worker.timers().disarm(deadline);
        try {
            ended.waiting().cancel();
        } catch (RuntimeException | Error e) {
            tell(last(), e);
        }
    }

    /** {@code ended} has been told how to go on; nothing happens when it is not waited for any more. */
    void resumed(Suspension ended, Supplier<Decision> next) {
        if (suspension != ended) {
            return;
        }
        suspension = null;
        worker.timers().disarm(deadline);
        if (decide(call(next)) && askOthers()) {
            goOn();
        }
    }

    private void goOn() {
        if (response == null) {
            exchange.admit(bodyBegun);
        } else {
            exchange.attempt().response().passHeld();
        }
    }

    /** Asks those that were not asked yet, until one does not go on; whether all did. */
    private boolean askOthers() {
        boolean goesOn = true;
        while (goesOn && asked < filters.size()) {
            asked++;
            LoopFilter filter = last();
            FilteredResponse answered = response;
            goesOn = decide(call(() -> answered == null
                    ? filter.filter().request(views.request())
                    : filter.filter().response(answered)));
        }
        return goesOn;
    }

    /** The decision, or a 500 in the place of what was thrown. */
    private Decision call(Supplier<Decision> filter) {
        views.open(true);
        try {
            return Objects.requireNonNull(filter.get(), "a decision");
        } catch (RuntimeException | Error e) {
            tell(last(), e);
            return Decision.Answer.of(500);
        } finally {
            views.open(false);
        }
    }

    private boolean decide(Decision decision) {
        if (decision instanceof Decision.Suspend suspend) {
            suspend(suspend);
            return false;
        }
        if (decision instanceof Decision.Answer answer) {
            answer(answer);
            return false;
        }
        return true;
    }

    private void suspend(Decision.Suspend suspend) {
        Suspension begun = new Suspension(this, worker.loop(), suspend.waiting());
        suspension = begun;
        worker.timers().arm(deadline, suspend.deadline().toMillis());
        if (response == null) {
            exchange.phase(Phase.ADMITTING);
        } else {
            exchange.attempt().response().hold();
        }
        try {
            suspend.waiting().begin(begun);
        } catch (RuntimeException | Error e) {
            tell(last(), e);
            suspension = null;
            worker.timers().disarm(deadline);
            answer(Decision.Answer.of(500));
        }
    }

    private void deadlinePassed() {
        if (last().failed(worker.timers().coarseMillis())) {
            log.warn("filter={} missed its deadline", last().name());
        }
        cancel();
        answer(Decision.Answer.of(504));
    }

    /** The last of what this object does. */
    private void answer(Decision.Answer answer) {
        if (response != null) {
            exchange.attempt().dropResponse();
        }
        exchange.answer(answer.status(), answer);
    }

    private void tell(LoopFilter filter, Throwable thrown) {
        if (filter.failed(worker.timers().coarseMillis())) {
            log.error("filter={} failed", filter.name(), thrown);
        }
    }

    /** The one asked last: responses go the other way round. */
    private LoopFilter last() {
        return filters.get(response == null ? asked - 1 : filters.size() - asked);
    }
}
