package io.lictor.discovery.consul;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be read anew because of a trigger's answer. Immutable.
 *
 * @param services these
 * @param nodes all that have an instance on one of these
 * @param others what is to be done about all others
 */
record SweepChange(Set<String> services, Set<String> nodes, Others others) {

    /** What may have become of the services that a trigger does not name. */
    enum Others {
        /** Nothing. */
        STAY,
        /** Any of them may have changed; if so, its index moved. */
        MAY_HAVE_MOVED,
        /** Nothing is known of any of them, nor of its index. */
        UNKNOWN
    }

    private static final SweepChange ALL = new SweepChange(Set.of(), Set.of(), Others.UNKNOWN);

    SweepChange {
        services = Set.copyOf(services);
        nodes = Set.copyOf(nodes);
    }

    /** What follows from the checks of one state. */
    static SweepChange between(@Nullable CheckTrigger before, CheckTrigger now) {
        if (before == null || !now.continuous() || now.fresh() && !before.fresh()) {
            return ALL;
        }
        Set<String> services = new HashSet<>();
        Set<String> nodes = new HashSet<>();
        changed(before.checks(), now.checks(), services, nodes);
        changed(now.checks(), before.checks(), services, nodes);
        return new SweepChange(services, nodes, Others.STAY);
    }

    private static void changed(
            Map<CheckTrigger.Key, CheckTrigger.Of> here,
            Map<CheckTrigger.Key, CheckTrigger.Of> there,
            Set<String> services,
            Set<String> nodes) {
        here.forEach((key, check) -> {
            if (!Objects.equals(check, there.get(key))) {
                if (check.service().isEmpty()) {
                    nodes.add(key.node());
                } else {
                    services.add(check.service());
                }
            }
        });
    }

    /**
     * What follows from the catalogue: those whose name or tags changed are read first, for they are known; and then all,
     * because another address or one instance less does not show in it.
     */
    static SweepChange between(@Nullable CatalogTrigger before, CatalogTrigger now) {
        if (before == null || !now.continuous() || now.fresh() && !before.fresh()) {
            return ALL;
        }
        Set<String> services = new HashSet<>(before.services().keySet());
        services.removeAll(now.services().keySet());
        now.services().forEach((name, tags) -> {
            if (!isSame(tags, before.services().get(name))) {
                services.add(name);
            }
        });
        return new SweepChange(services, Set.of(), now.index() == before.index() ? Others.STAY : Others.MAY_HAVE_MOVED);
    }

    /** Their order means nothing, and is the same nearly always. */
    private static boolean isSame(List<String> tags, @Nullable List<String> before) {
        return tags.equals(before)
                || before != null
                        && tags.stream()
                                .sorted()
                                .toList()
                                .equals(before.stream().sorted().toList());
    }
}
