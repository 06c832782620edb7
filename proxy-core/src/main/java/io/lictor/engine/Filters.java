package io.lictor.engine;

import io.lictor.filter.Filter;
import io.lictor.route.FilterChains;
import io.lictor.route.LoopFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The filters that an engine was given, made once for each event loop. Immutable: any thread. */
final class Filters {

    private final int loops;
    private final Map<String, List<LoopFilter>> byName = new LinkedHashMap<>();

    Filters(Map<String, Filter.Factory> factories, int loops) {
        this.loops = loops;
        factories.forEach((name, factory) -> {
            List<LoopFilter> made = new ArrayList<>();
            for (int loop = 0; loop < loops; loop++) {
                made.add(new LoopFilter(name, factory.create(loop)));
            }
            byName.put(name, made);
        });
    }

    /** Whether there is none, as where nobody embeds the engine. */
    boolean isEmpty() {
        return byName.isEmpty();
    }

    /**
     * Checks that there are filters of these names.
     *
     * @throws IllegalArgumentException when one is not there; the message says which are
     */
    void check(List<String> names) {
        for (String name : names) {
            if (!byName.containsKey(name)) {
                throw new IllegalArgumentException("filters: \"" + name + "\" (expected: "
                        + (isEmpty() ? "none, as the engine was given none" : "some of " + byName.keySet()) + ")");
            }
        }
    }

    /** The chains of a route that names {@code names}, all of which are there. */
    FilterChains chains(List<String> names) {
        if (names.isEmpty()) {
            return FilterChains.NONE;
        }
        List<List<LoopFilter>> byLoop = new ArrayList<>();
        for (int loop = 0; loop < loops; loop++) {
            int number = loop;
            byLoop.add(names.stream()
                    .map(name -> byName.getOrDefault(name, List.of()).get(number))
                    .toList());
        }
        return new FilterChains(byLoop);
    }
}
