package io.lictor.health;

import io.lictor.config.HealthCheck;
import io.lictor.upstream.CheckResult;

/** How results in a row make a peer healthy or not: nginx's {@code fails} and {@code passes}. Without state: any thread. */
final class CheckRule {

    private CheckRule() {}

    /**
     * What is known after one more check.
     *
     * @param text what it saw
     * @param now when it ended, in milliseconds
     */
    static CheckResult after(CheckResult before, HealthCheck check, boolean passed, String text, long now) {
        if (passed == before.healthy()) {
            return new CheckResult(before.healthy(), 0, text, now);
        }
        int row = before.row() + 1;
        boolean turns = row >= (passed ? check.passes() : check.fails());
        return new CheckResult(turns == passed, turns ? 0 : row, text, now);
    }
}
