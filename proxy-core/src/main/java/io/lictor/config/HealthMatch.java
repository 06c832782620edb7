package io.lictor.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the answer to a health check must be: nginx's {@code match}.
 *
 * @param statuses one of these must hold the status; at least one
 * @param body a regular expression that must be found in the body; empty when the body does not matter
 */
public record HealthMatch(List<Range> statuses, String body) {

    /** Any status that is no error, as in nginx: {@code 200-399}. */
    public static final HealthMatch DEFAULT = new HealthMatch(List.of(new Range(200, 399)), "");

    /**
     * Statuses from one to another.
     *
     * @param first the least
     * @param last the greatest, not less
     */
    public record Range(int first, int last) {

        public Range {
            if (first > last) {
                throw new IllegalArgumentException(
                        "status: " + first + "-" + last + " (expected: the lesser one first)");
            }
        }

        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    public HealthMatch {
        statuses = List.copyOf(statuses);
    }

    /** Whether {@code status} is one that is asked for. */
    public boolean isExpected(int status) {
        for (Range range : statuses) {
            if (status >= range.first && status <= range.last) {
                return true;
            }
        }
        return false;
    }

    /** The statuses as the option has them. */
    public String statusText() {
        return statuses.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
