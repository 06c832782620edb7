package io.lictor.discovery.consul;

import io.lictor.discovery.CatalogSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code /v1/catalog/services}. Without state. */
final class CatalogReader implements AnswerReader<CatalogSnapshot> {

    @Override
    public CatalogSnapshot read(Answer answer, long index, boolean fresh, boolean continuous) throws ConsulException {
        Map<String, Set<String>> services = new HashMap<>();
        for (Map.Entry<String, List<String>> service :
                ConsulJson.catalog(answer.body()).entrySet()) {
            List<String> tags = service.getValue();
            services.put(service.getKey(), tags == null ? Set.of() : Set.copyOf(tags));
        }
        // After a break what is missing may come back within the minute: as good as an answer without a leader.
        return new CatalogSnapshot(services, fresh && continuous);
    }
}
