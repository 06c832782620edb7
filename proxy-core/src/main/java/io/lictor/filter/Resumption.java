package io.lictor.filter;

import java.util.function.Supplier;

/** How a suspended exchange goes on. Any thread; the first call counts, and none when the exchange waits no more. */
@FunctionalInterface
public interface Resumption {

    /**
     * Has the exchange go on.
     *
     * @param next called on the exchange's event loop, later, never within this call: there the filter may look at the head
     *     it was given and change it once more, and decide
     */
    void resume(Supplier<Decision> next);

    /** Has the exchange go on with {@code decision}. */
    default void resume(Decision decision) {
        resume(() -> decision);
    }
}
