package io.lictor.route;

import io.lictor.filter.Filter;

/**
 * One filter on one event loop.
 *
 * <p>Confined to that loop, also where several routes name the filter.
 */
public final class LoopFilter {

    private static final long TELL_AGAIN_MILLIS = 60_000;

    private final String name;
    private final Filter filter;
    private boolean told;
    private long toldAt;

    public LoopFilter(String name, Filter filter) {
        this.name = name;
        this.filter = filter;
    }

    public String name() {
        return name;
    }

    public Filter filter() {
        return filter;
    }

    /**
     * It failed.
     *
     * @param now in milliseconds
     * @return whether that is to be told: the first time, and once a minute
     */
    public boolean failed(long now) {
        if (told && now - toldAt < TELL_AGAIN_MILLIS) {
            return false;
        }
        told = true;
        toldAt = now;
        return true;
    }
}
