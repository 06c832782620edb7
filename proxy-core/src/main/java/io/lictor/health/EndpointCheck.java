package io.lictor.health;

import io.lictor.clock.LoopTimer;
import io.lictor.clock.LoopTimers;
import io.lictor.observe.LoopObserver;
import io.lictor.tls.TlsContexts;
import io.lictor.upstream.CheckResult;
import io.lictor.upstream.HealthChange;
import io.lictor.upstream.HealthNews;
import io.netty.bootstrap.Bootstrap;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one endpoint, one after the other, and the peers that they are for.
 *
 * <p>Confined to its event loop. Owns the check that is under way.
 */
final class EndpointCheck {

    /** Checks that begin together, as at the start, are spread over so long. */
    private static final long SPREAD_MILLIS = 1_000;

    private final CheckKey key;
    private final TlsContexts tls;
    private final LoopTimers timers;
    private final Bootstrap bootstrap;
    private final LoopObserver observer;
    private final LoopTimer next = LoopTimer.of(this::check);
    private List<Subject> subjects = List.of();
    private CheckResult result = CheckResult.UNKNOWN;
    private @Nullable Probe probe;

    EndpointCheck(CheckKey key, TlsContexts tls, LoopTimers timers, Bootstrap bootstrap, LoopObserver observer) {
        this.key = key;
        this.tls = tls;
        this.timers = timers;
        this.bootstrap = bootstrap;
        this.observer = observer;
    }

    /** Begins with what is known of {@code newSubjects} from before, if anything is. */
    void begin(List<Subject> newSubjects) {
        for (Subject subject : newSubjects) {
            CheckResult known = subject.peer().check();
            if (known.at() > result.at()) {
                result = known;
            }
        }
        subjects(newSubjects);
        timers.nanos();
        long most = Math.min(key.check().intervalMillis(), SPREAD_MILLIS);
        timers.arm(next, ThreadLocalRandom.current().nextLong(most));
    }

    /** Makes {@code newSubjects} the peers that it is for. Who joins takes over what is known. */
    void subjects(List<Subject> newSubjects) {
        subjects = newSubjects;
        for (Subject subject : newSubjects) {
            if (result.at() > subject.peer().check().at()) {
                tell(subject);
            }
        }
    }

    void end() {
        timers.disarm(next);
        if (probe != null) {
            probe.cancel();
        }
    }

    private void check() {
        probe = new Probe(key, tls, timers, this::ended);
        probe.begin(bootstrap);
    }

    private void ended(boolean passed, String text) {
        probe = null;
        timers.nanos();
        result = CheckRule.after(result, key.check(), passed, text, timers.coarseMillis());
        long jitter = key.check().jitterMillis();
        timers.arm(
                next,
                key.check().intervalMillis()
                        + (jitter == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitter)));
        for (Subject subject : subjects) {
            observer.peerChecked(
                    subject.peer().upstream(), subject.peer().endpoint().address(), passed);
            tell(subject);
        }
    }

    private void tell(Subject subject) {
        HealthChange change = subject.peer().checked(result, subject.options(), timers.coarseMillis());
        HealthNews.tell(observer, subject.peer(), change, HealthNews.CHECK, result.text());
    }
}
