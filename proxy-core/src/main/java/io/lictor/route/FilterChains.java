package io.lictor.route;

import java.util.List;

/** The filters of one route, on each event loop in the route's order. Immutable: any thread; each chain is its loop's. */
public final class FilterChains {

    /** None: to be known by identity, so that a route without filters costs one comparison. */
    public static final FilterChains NONE = new FilterChains(List.of());

    private final List<List<LoopFilter>> byLoop;

    /**
     * Chains.
     *
     * @param byLoop the filters of each loop, by its number
     */
    public FilterChains(List<List<LoopFilter>> byLoop) {
        this.byLoop = byLoop.stream().map(List::copyOf).toList();
    }

    /** Those of one loop, to be used on that loop only. */
    public List<LoopFilter> of(int loop) {
        return byLoop.get(loop);
    }
}
