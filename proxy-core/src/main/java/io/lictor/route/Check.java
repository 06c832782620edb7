package io.lictor.route;

import io.lictor.config.Condition;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import java.util.List;

/** A route's condition, ready to be asked. Immutable: any thread. */
interface Check {

    /** Of a route without a condition: it is not asked. */
    Check NONE = (request, path, client) -> true;

    /**
     * Whether the request is what the route asks for.
     *
     * @param client the client's address in ASCII
     * @throws Regex.Undecided when that is not known within bounds; then it is not
     */
    boolean holds(Head request, RequestPath path, byte[] client);

    /** Whether it surely holds: what cannot be decided does not. */
    default boolean surelyHolds(Head request, RequestPath path, byte[] client) {
        try {
            return holds(request, path, client);
        } catch (Regex.Undecided e) {
            // Not inside of a contrary: that would make it true.
            return false;
        }
    }

    /** Compiles {@code condition}. */
    static Check of(Condition condition) {
        if (condition.isNone()) {
            return NONE;
        }
        if (condition instanceof Condition.All all) {
            return all(checks(all.parts()));
        }
        if (condition instanceof Condition.AnyOf any) {
            return any(checks(any.parts()));
        }
        if (condition instanceof Condition.Not not) {
            Check part = of(not.part());
            return (request, path, client) -> !part.holds(request, path, client);
        }
        return Checks.of(condition);
    }

    private static Check[] checks(List<Condition> parts) {
        return parts.stream().map(Check::of).toArray(Check[]::new);
    }

    private static Check all(Check[] checks) {
        return (request, path, client) -> {
            for (Check check : checks) {
                if (!check.holds(request, path, client)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static Check any(Check[] checks) {
        return (request, path, client) -> {
            for (Check check : checks) {
                if (check.holds(request, path, client)) {
                    return true;
                }
            }
            return false;
        };
    }
}
