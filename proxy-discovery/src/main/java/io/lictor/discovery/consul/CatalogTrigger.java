package io.lictor.discovery.consul;

import java.util.List;
import java.util.Map;

/**
 * Which services there are, and when something of any of them changed: an answer of {@code /v1/catalog/services}.
 * Immutable.
 *
 * @param services names and tags
 * @param index it moves with each change of any service
 * @param fresh whether a leader vouches for it
 * @param continuous whether history goes on since the last one
 */
record CatalogTrigger(Map<String, List<String>> services, long index, boolean fresh, boolean continuous) {

    /** Reads one. */
    static final class Reader implements AnswerReader<CatalogTrigger> {

        @Override
        public CatalogTrigger read(Answer answer, long index, boolean fresh, boolean continuous)
                throws ConsulException {
            return new CatalogTrigger(ConsulJson.catalog(answer.body()), index, fresh, continuous);
        }
    }
}
