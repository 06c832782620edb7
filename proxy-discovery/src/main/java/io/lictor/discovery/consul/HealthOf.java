package io.lictor.discovery.consul;

import io.lictor.discovery.Instance.Status;
import io.lictor.discovery.consul.ConsulJson.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says how an instance is from its checks, and from what they said before.
 *
 * <p>Confined to its watch's thread. Owns a memory of the checks that pass without a word.
 */
/*
 * Consul sets a check to critical when it is registered, and when its agent starts, until it has run: that is no statement
 * about the instance. It shows in an empty output, because a check that ran says something. But a script may be silent:
 * of one that passed without a word, an empty output says nothing, and its critical is believed at once.
 */
final class HealthOf {

    private static final String SERVICE_MAINTENANCE = "_service_maintenance";
    private static final String NODE_MAINTENANCE = "_node_maintenance";

    private final Set<String> silent = new HashSet<>();

    /** The worst of an instance's checks; none is passing, as for Consul. */
    Status status(String node, List<Check> checks) {
        Status worst = Status.PASSING;
        for (Check check : checks) {
            Status status = status(node, check);
            if (status.compareTo(worst) > 0) {
                worst = status;
            }
        }
        return worst;
    }

    private Status status(String node, Check check) {
        String id = check.checkId() == null ? "" : check.checkId();
        boolean wordless = check.output() == null || check.output().isEmpty();
        String key = node + "/" + id;
        String said = check.status() == null ? "" : check.status();
        if (said.equals("passing") || said.equals("warning")) {
            if (wordless) {
                silent.add(key);
            } else {
                silent.remove(key);
            }
            return said.equals("passing") ? Status.PASSING : Status.WARNING;
        }
        if (id.startsWith(SERVICE_MAINTENANCE) || id.equals(NODE_MAINTENANCE)) {
            return Status.MAINTENANCE;
        }
        // A status that this version does not know is no reason to send requests.
        return said.equals("critical") && wordless && !silent.contains(key) ? Status.PENDING : Status.CRITICAL;
    }

    /** Forgets the checks of nodes other than these. */
    void keepNodes(Set<String> nodes) {
        silent.removeIf(key -> !nodes.contains(key.substring(0, key.indexOf('/'))));
    }
}
