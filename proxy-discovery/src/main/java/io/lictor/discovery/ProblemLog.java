package io.lictor.discovery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lictor.clock.Ticker;
import io.lictor.discovery.DiscoveryView.Problem;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each problem once while it lasts: the same bad tag is found anew at every change, and at every instance.
 *
 * <p>Confined to the discovery thread. Remembers those there are, and a bounded number of those there were within an hour.
 */
final class ProblemLog {

    private static final Logger log = LoggerFactory.getLogger(ProblemLog.class);
    private static final int MOST = 10_000;
    private static final Duration GONE = Duration.ofHours(1);

    private final Cache<Problem, Boolean> told;

    /** Those there are: they last, however many they be. */
    private Set<Problem> current = Set.of();

    ProblemLog(Ticker ticker) {
        told = Caffeine.newBuilder()
                .maximumSize(MOST)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .expireAfterAccess(GONE)
                .build();
    }

    /** Logs those that were not logged before. */
    void tell(List<Problem> problems) {
        Set<Problem> now = new HashSet<>();
        for (Problem problem : problems) {
            Problem anywhere = new Problem(problem.place(), problem.message());
            boolean isNew = now.add(anywhere) && told.asMap().putIfAbsent(anywhere, Boolean.TRUE) == null;
            if (isNew && !current.contains(anywhere)) {
                log.warn("{}: {}", problem.place(), problem.message());
            }
        }
        current = now;
    }
}
