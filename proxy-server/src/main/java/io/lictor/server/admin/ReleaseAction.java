package io.lictor.server.admin;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * {@code POST /api/discovery/release?service=NAME}, or {@code ?all}: what is held is really gone.
 *
 * <p>Any thread of the admin server; waits for discovery, for seconds at most. Owns nothing.
 */
final class ReleaseAction implements Function<AdminQuery, Answer> {

    private static final long MOST_SECONDS = 5;

    private final Function<Optional<String>, CompletableFuture<Integer>> release;

    ReleaseAction(Function<Optional<String>, CompletableFuture<Integer>> release) {
        this.release = release;
    }

    @Override
    public Answer apply(AdminQuery query) {
        Optional<String> service = query.first("service");
        boolean all = query.first("all").filter(String::isEmpty).isPresent();
        if (all == service.isPresent() || service.filter(String::isEmpty).isPresent()) {
            return Answer.error(Answer.BAD_REQUEST, "expected: ?service=NAME or ?all");
        }
        try {
            return Answer.json(Answer.OK, new Released(release.apply(service).get(MOST_SECONDS, TimeUnit.SECONDS)));
        } catch (ExecutionException | TimeoutException e) {
            return Answer.error(Answer.UNAVAILABLE, "discovery does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.error(Answer.UNAVAILABLE, "stopping");
        }
    }

    /** How many instances were let go. */
    record Released(int released) {}
}
