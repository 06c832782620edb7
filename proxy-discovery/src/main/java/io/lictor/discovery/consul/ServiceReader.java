package io.lictor.discovery.consul;

import io.lictor.discovery.Instance;
import io.lictor.discovery.Registry.Known;
import io.lictor.discovery.ServiceSnapshot;
import io.lictor.discovery.consul.ConsulJson.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads {@code /v1/health/service/NAME}: instances with their health, and which of the earlier ones were deregistered.
 *
 * <p>Confined to its watch's thread. Owns the memory of the last answer.
 */
final class ServiceReader implements AnswerReader<ServiceSnapshot> {

    private final Deregistrations deregistrations;
    private final Projection projection;
    /** The instances known and the index at which each was last seen. */
    private final Map<Instance.Id, Long> seen = new HashMap<>();
    /** What was last said of each. */
    private final Map<Instance.Id, Instance> last = new HashMap<>();

    /** What their nodes were then. */
    private final Map<String, NodeMark> marks = new HashMap<>();

    /** Those that the token may not read any more, as far as can be known. */
    private final Set<Instance.Id> hidden = new HashSet<>();

    private boolean unsure;

    /**
     * @param known who was there at the last run
     */
    ServiceReader(String service, NodeProbe probe, Known known) {
        this(service, probe, known, Optional.empty());
    }

    /**
     * @param known who was there at the last run
     * @param tagged by which of the addresses that instances have by name they are reached; empty for the usual one
     */
    ServiceReader(String service, NodeProbe probe, Known known, Optional<String> tagged) {
        this.projection = new Projection(service, tagged);
        this.deregistrations = new Deregistrations(service, probe);
        known.instances().forEach(id -> seen.put(id, known.revision()));
    }

    /** Where Consul has the instances of a service. */
    static String path(String service) {
        return "/v1/health/service/" + Query.encode(service);
    }

    @Override
    public boolean isSame(ServiceSnapshot snapshot, ServiceSnapshot earlier) {
        return snapshot.saysTheSame(earlier);
    }

    @Override
    public boolean isUnsure() {
        return unsure;
    }

    @Override
    public boolean isMissing(ServiceSnapshot answer) {
        return answer.instances().isEmpty();
    }

    static NodeMark mark(ConsulJson.Node node) {
        return NodeMark.of(node.createIndex(), node.id());
    }

    /** The nodes that have instances of the service. */
    Set<String> nodes() {
        return seen.keySet().stream().map(Instance.Id::node).collect(Collectors.toSet());
    }

    @Override
    public ServiceSnapshot read(Answer answer, long index, boolean fresh, boolean continuous) throws ConsulException {
        List<Entry> entries = ConsulJson.entries(answer.body(), projection.tagged());
        List<Instance> instances = new ArrayList<>();
        Map<Instance.Id, Long> missing = new HashMap<>(seen);
        for (Entry entry : entries) {
            Instance instance = asBefore(projection.of(entry));
            instances.add(instance);
            missing.remove(instance.id());
        }
        if (!continuous || instances.stream().anyMatch(instance -> hidden.contains(instance.id()))) {
            // It may read again, or this is another history: what is still missing is judged as any other.
            hidden.clear();
        }
        missing.keySet().removeAll(hidden);
        Deregistrations.Verdict verdict = fresh && continuous
                ? deregistrations.judge(missing, marks, entries, index)
                : Deregistrations.Verdict.NONE;
        hidden.addAll(verdict.hidden());
        entries.forEach(entry -> marks.merge(
                entry.node().node(), mark(entry.node()), (before, said) -> before.equals(said) ? before : said));
        Long now = index;
        for (Instance instance : instances) {
            seen.put(instance.id(), now);
        }
        if (fresh) {
            // Of those that the leader said nothing about it is asked again; of the others there is nothing to be
            // learned.
            missing.keySet().removeAll(verdict.unknown());
            missing.keySet().removeAll(hidden);
            seen.keySet().removeAll(missing.keySet());
            last.keySet().removeAll(missing.keySet());
            Set<String> nodes = nodes();
            marks.keySet().retainAll(nodes);
            projection.keepNodes(nodes);
        }
        unsure = !verdict.unknown().isEmpty();
        return new ServiceSnapshot(instances, verdict.gone(), hidden, fresh, continuous, !answer.isFiltered(), index);
    }

    /** The object that said the same before, so that one that does not change is held once, by whoever holds it. */
    private Instance asBefore(Instance said) {
        Instance before = last.get(said.id());
        if (before != null && before.equals(said)) {
            return before;
        }
        last.put(said.id(), said);
        return said;
    }
}
