package io.lictor.discovery.consul;

import io.lictor.discovery.consul.ConsulJson.Check;
import java.util.HashMap;
import java.util.Map;

/**
 * Which checks are in one state: an answer of {@code /v1/health/state/critical} or {@code /warning}. Immutable.
 *
 * @param checks each with the service that it is of
 * @param fresh whether a leader vouches for it
 * @param continuous whether history goes on since the last one
 */
record CheckTrigger(Map<Key, Of> checks, boolean fresh, boolean continuous) {

    CheckTrigger {
        checks = Map.copyOf(checks);
    }

    /** One check. */
    record Key(String node, String checkId) {}

    /**
     * What matters of it.
     *
     * @param service whose it is; empty for the node's own
     * @param wordless whether it has said nothing, so that it may not have run
     */
    record Of(String service, boolean wordless) {}

    /** Reads one. */
    static final class Reader implements AnswerReader<CheckTrigger> {

        @Override
        public CheckTrigger read(Answer answer, long index, boolean fresh, boolean continuous) throws ConsulException {
            Map<Key, Of> checks = new HashMap<>();
            for (Check check : ConsulJson.checks(answer.body())) {
                String service = check.serviceName() == null ? "" : check.serviceName();
                boolean wordless = check.output() == null || check.output().isEmpty();
                checks.put(
                        new Key(String.valueOf(check.node()), String.valueOf(check.checkId())),
                        new Of(service, wordless));
            }
            return new CheckTrigger(checks, fresh, continuous);
        }
    }
}
