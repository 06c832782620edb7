package io.lictor.server.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
final class ReleaseAction implements Function<String, Answer> {

    private static final long MOST_SECONDS = 5;
    private static final String SERVICE = "service=";

    private final Function<Optional<String>, CompletableFuture<Integer>> release;

    ReleaseAction(Function<Optional<String>, CompletableFuture<Integer>> release) {
        this.release = release;
    }

    @Override
    public Answer apply(String query) {
        Optional<String> service = Optional.empty();
        if (query.startsWith(SERVICE) && query.length() > SERVICE.length()) {
            try {
                service = Optional.of(URLDecoder.decode(query.substring(SERVICE.length()), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return Answer.error(Answer.BAD_REQUEST, "service: not encoded as a URL has it");
            }
        } else if (!query.equals("all")) {
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
