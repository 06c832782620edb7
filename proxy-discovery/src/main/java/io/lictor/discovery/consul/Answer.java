package io.lictor.discovery.consul;

import java.util.List;
import java.util.Map;

/**
 * What Consul answered.
 *
 * @param status the HTTP status
 * @param headers those of {@link #HEADERS} that it has; names in lower case
 * @param body all of it
 */
record Answer(int status, Map<String, String> headers, String body) {

    /** The names of all headers that mean something here, in lower case. */
    static final List<String> HEADERS = List.of(
            "x-consul-index",
            "x-consul-knownleader",
            "x-consul-lastcontact",
            "x-consul-query-backend",
            "x-consul-results-filtered-by-acls",
            "retry-after");

    /** Older than this, data may add but not take away. */
    static final long MOST_STALE_MILLIS = 10_000;

    /** A server that wants to be left alone for longer is asked again all the same. */
    static final long MOST_RETRY_AFTER_MILLIS = 60_000;

    private static final int MOST_SHOWN = 200;

    Answer {
        headers = Map.copyOf(headers);
    }

    /**
     * Makes sure that it is a good one.
     *
     * @throws ConsulException when it is not; it says what Consul said
     */
    void require() throws ConsulException {
        if (status != 200) {
            String text = body.strip();
            String shown = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
            throw new ConsulException(
                    "status " + status + ": " + shown,
                    status == 403,
                    Math.min(MOST_RETRY_AFTER_MILLIS, retryAfterMillis()));
        }
    }

    /**
     * The index to ask the next question with; 1 where there is none, because a question with 0 would not wait.
     *
     * @throws ConsulException when it is no number; only good answers have an index that means something
     */
    long index() throws ConsulException {
        String text = headers.getOrDefault("x-consul-index", "");
        if (text.isEmpty()) {
            return 1;
        }
        try {
            long index = Long.parseLong(text);
            if (index < 0) {
                throw new NumberFormatException("negative");
            }
            return Math.max(1, index);
        } catch (NumberFormatException e) {
            throw new ConsulException("X-Consul-Index: \"" + text + "\" (expected: a number)", e);
        }
    }

    /** Whether the token kept something back; only Consul from 1.11 on says so. */
    boolean isFiltered() {
        return Boolean.parseBoolean(headers.getOrDefault("x-consul-results-filtered-by-acls", "false"));
    }

    /**
     * Whether the agent answered out of its own picture of what a server streams to it, as from Consul 1.10 on it does where
     * a question waits: that knows neither a leader nor how old it is ({@code X-Consul-Query-Backend}).
     */
    boolean isStreamed() {
        return headers.getOrDefault("x-consul-query-backend", "").equals("streaming");
    }

    /** How long to wait before the next question, in milliseconds; 0 where the answer does not say (RFC 9110 10.2.3). */
    long retryAfterMillis() {
        String text = headers.getOrDefault("retry-after", "");
        boolean seconds = !text.isEmpty() && text.length() <= 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return seconds ? Long.parseLong(text) * 1_000 : 0;
    }

    /** Whether a leader vouches for the answer, now or a moment ago. */
    boolean isFresh() {
        return isLeaderKnown() && lastContactMillis() <= MOST_STALE_MILLIS;
    }

    /** Whether the server that answered knows of a leader. */
    boolean isLeaderKnown() {
        return Boolean.parseBoolean(headers.getOrDefault("x-consul-knownleader", "false"));
    }

    /** When that server last heard of the leader, in milliseconds before its answer. */
    long lastContactMillis() {
        try {
            return Long.parseLong(headers.getOrDefault("x-consul-lastcontact", "0"));
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
