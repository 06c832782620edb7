package io.lictor.discovery;

import java.util.Map;
import java.util.Set;

/**
 * A registry's whole answer about which services there are.
 *
 * @param services their names and the tags that any of their instances bears
 * @param fresh whether the answer may take something away
 */
public record CatalogSnapshot(Map<String, Set<String>> services, boolean fresh) {

    public CatalogSnapshot {
        services = Map.copyOf(services);
    }
}
