package io.lictor.discovery.consul;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lictor.clock.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds instances that nothing checks: Consul lets them pass for ever, dead or alive. One question a service, for tools.
 * Without state; blocks.
 */
public final class CheckAudit {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Entry(
            @JsonProperty("Node") @Nullable Node node,
            @JsonProperty("Service") @Nullable Service service,
            @JsonProperty("Checks") @Nullable List<Check> checks) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Node(@JsonProperty("Node") @Nullable String node) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Service(@JsonProperty("ID") @Nullable String id) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Check(
            @JsonProperty("ServiceID") @Nullable String serviceId) {}

    private CheckAudit() {}

    /**
     * The instances of these services that have no check of their own, as {@code SERVICE-ID of SERVICE@NODE}.
     *
     * @throws IOException when Consul does not answer
     */
    public static List<String> unchecked(ConsulOptions options, Collection<String> services) throws IOException {
        ConsulConnections connections = new ConsulConnections(options, new ConnectionLimit(Ticker.system(), () -> {}));
        try {
            ConsulTransport transport = connections.open();
            List<String> found = new ArrayList<>();
            for (String service : services) {
                Answer answer = transport.get(Query.prompt("/v1/health/service/" + Query.encode(service)));
                if (answer.status() != 200) {
                    throw new ConsulException("status " + answer.status() + " for service " + service, false);
                }
                found.addAll(unchecked(service, answer.body()));
            }
            return found;
        } finally {
            connections.close();
        }
    }

    /** The same, of one answer. */
    static List<String> unchecked(String service, String body) throws ConsulException {
        Entry[] entries;
        try {
            entries = MAPPER.readValue(body, Entry[].class);
        } catch (JsonProcessingException e) {
            throw new ConsulException("unreadable answer (expected: a list of instances)", e);
        }
        List<String> found = new ArrayList<>();
        for (Entry entry : entries) {
            List<Check> checks = entry.checks == null ? List.of() : entry.checks;
            // Checks of the node alone have no ServiceID: a node that is up says nothing of a service on it.
            boolean checked = checks.stream().anyMatch(c -> c.serviceId != null && !c.serviceId.isEmpty());
            if (!checked && entry.service != null && entry.node != null) {
                found.add(entry.service.id + " of " + service + "@" + entry.node.node);
            }
        }
        return found;
    }
}
