package io.lictor.discovery.consul;

import io.lictor.discovery.Instance;
import io.lictor.discovery.consul.ConsulJson.Check;
import io.lictor.discovery.consul.ConsulJson.Entry;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which of the instances that are missing from an answer were deregistered, and which were merely lost.
 *
 * <p>Confined to its watch's thread. Owns nothing.
 */
final class Deregistrations {

    /**
     * What is known of the missing ones.
     *
     * @param gone they were deregistered: their node is there, and was all the time
     * @param unknown the leader did not say; it may when it is asked again
     * @param hidden nothing was written since they were last seen, so they are there: the token may not read them any more
     */
    record Verdict(Set<Instance.Id> gone, Set<Instance.Id> unknown, Set<Instance.Id> hidden) {

        /** Of an answer that explains nothing. */
        static final Verdict NONE = new Verdict(Set.of(), Set.of(), Set.of());
    }

    /** A node, and the index from which on it must have been there. */
    private record Stretch(String node, long since) {}

    private static final Logger log = LoggerFactory.getLogger(Deregistrations.class);
    private static final String SERF = "serfHealth";

    /** What an answer without an index has in its place: then nothing can be said of when something was written. */
    private static final long NO_INDEX = 1;

    private final String service;
    private final NodeProbe probe;

    Deregistrations(String service, NodeProbe probe) {
        this.service = service;
        this.probe = probe;
    }

    /**
     * Judges.
     *
     * @param missing who is missing, and the index at which each was last seen
     * @param marks what the nodes were when they were last seen
     * @param entries the answer that they are missing from
     * @param index that answer's
     * @throws ConsulException when the token may not see nodes, so that nothing can be said ever
     */
    Verdict judge(Map<Instance.Id, Long> missing, Map<String, NodeMark> marks, List<Entry> entries, long index)
            throws ConsulException {
        Set<Instance.Id> gone = new HashSet<>();
        Set<Instance.Id> hidden = new HashSet<>();
        Set<Instance.Id> unknown = new HashSet<>(missing.keySet());
        Map<Stretch, Boolean> stretches = new HashMap<>();
        try {
            for (Map.Entry<Instance.Id, Long> absent : missing.entrySet()) {
                Instance.Id id = absent.getKey();
                Stretch stretch = new Stretch(id.node(), absent.getValue());
                Boolean known = stretches.get(stretch);
                boolean steady = known != null ? known : isSteady(stretch, marks, entries);
                stretches.put(stretch, steady);
                boolean unmoved = index > NO_INDEX && absent.getValue() == index;
                if (unmoved && !hasAnotherName(id, steady, entries)) {
                    hidden.add(id);
                } else if (steady) {
                    gone.add(id);
                }
                unknown.remove(id);
            }
        } catch (ConsulException e) {
            if (e.isDenied()) {
                throw e;
            }
            log.debug("service={} unexplained why=\"{}\"", service, e.getMessage());
        } catch (IOException e) {
            // A leader that is silent once is not asked for the next node: each question would hang for seconds.
            log.debug("service={} unexplained why=\"{}\"", service, e.getMessage());
        }
        return new Verdict(gone, unknown, hidden);
    }

    /**
     * Whether who is missing although the service's index did not move is registered under another name now: the one change
     * that moves the index of that name only. What else is missing then the token may not read: the service, and the answer is
     * empty, or the node.
     */
    private boolean hasAnotherName(Instance.Id id, boolean steady, List<Entry> entries) throws IOException {
        return steady && (!entries.isEmpty() || probe.hasService(id.node(), id.serviceId()));
    }

    /** Another instance on that node may show it in the same answer; else the leader is asked. */
    private boolean isSteady(Stretch stretch, Map<String, NodeMark> marks, List<Entry> entries) throws IOException {
        String node = stretch.node();
        long index = stretch.since();
        NodeMark mark = marks.getOrDefault(node, NodeMark.UNKNOWN);
        for (Entry entry : entries) {
            if (entry.node().node().equals(node) && entry.checks() != null) {
                if (!mark.equals(NodeMark.UNKNOWN) && !mark.equals(ServiceReader.mark(entry.node()))) {
                    return false;
                }
                for (Check check : entry.checks()) {
                    if (SERF.equals(check.checkId()) && NodeProbe.isSteady(check, index)) {
                        return true;
                    }
                }
            }
        }
        return probe.isSteadySince(node, index, mark);
    }
}
