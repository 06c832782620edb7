package io.lictor.filter;

/**
 * Decides over the exchanges of the routes that name it, {@code filters=NAME}.
 *
 * <p>There is one for each event loop, and all calls come on that loop, so its fields need no locks. A call must not block:
 * what takes time is a {@link Decision.Suspend}. What it throws is answered 500.
 */
public interface Filter {

    /**
     * The route is known, and no peer is chosen yet. Filters are asked in the order in which the route names them, until one
     * does not go on.
     *
     * @param request valid for the length of the call
     */
    default Decision request(FilteredRequest request) {
        return Decision.CONTINUE;
    }

    /**
     * The final head of a peer's response came, and nothing of it was sent to the client. Filters are asked in the order
     * opposite to that of requests. Interim responses, a switch of protocols (101) and answers of the proxy's own are none.
     *
     * @param response valid for the length of the call
     */
    default Decision response(FilteredResponse response) {
        return Decision.CONTINUE;
    }

    /** Makes the filter of each event loop. */
    @FunctionalInterface
    interface Factory {

        /**
         * The filter of one event loop. Called once a loop, by the thread that starts the engine.
         *
         * @param loop the loop's number, from 0
         */
        Filter create(int loop);
    }
}
