package io.lictor.discovery.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lictor.discovery.Instance;
import io.lictor.discovery.SavedState;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A state as bytes: one line of JSON that says what follows, and the JSON of the state, whose checksum stands in the first.
 * Without state; any thread.
 */
final class StateFormat {

    /**
     * Files of another schema are not read: what they mean is not known. What may be missing, or passed over by who does not
     * know it, needs no other schema.
     */
    static final int SCHEMA = 1;

    private static final ObjectMapper MAPPER =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private StateFormat() {}

    /** The first line. */
    private record Head(
            @JsonProperty("lictor_state") int schema,
            @JsonProperty("datacenter") @Nullable String datacenter,
            @JsonProperty("sha256") @Nullable String sha256) {}

    /** What follows it. */
    private record Body(
            @JsonProperty("services") @Nullable Map<String, ServiceJson> services,
            @JsonProperty("keys") @Nullable Map<String, @Nullable String> keys,
            @JsonProperty("standing_keys") @Nullable Map<String, @Nullable String> standing) {}

    private record ServiceJson(
            @JsonProperty("revision") long revision,
            @JsonProperty("instances") @Nullable List<InstanceJson> instances) {}

    private record InstanceJson(
            @JsonProperty("node") @Nullable String node,
            @JsonProperty("id") @Nullable String id,
            @JsonProperty("address") @Nullable String address,
            @JsonProperty("port") int port,
            @JsonProperty("tags") @Nullable List<String> tags,
            @JsonProperty("meta") @Nullable Map<String, String> meta,
            @JsonProperty("status") Instance.@Nullable Status status,
            @JsonProperty("passing_weight") int passingWeight,
            @JsonProperty("warning_weight") int warningWeight,
            @JsonProperty("created") long created,

            @JsonProperty("missing") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
            boolean missing) {}

    static byte[] write(SavedState state) {
        SortedMap<String, ServiceJson> services = new TreeMap<>();
        state.services()
                .forEach((name, service) -> services.put(
                        name,
                        new ServiceJson(
                                service.revision(),
                                service.instances().stream()
                                        .map(instance ->
                                                json(instance, service.missing().contains(instance.id())))
                                        .toList())));
        try {
            byte[] body = MAPPER.writeValueAsBytes(
                    new Body(services, new TreeMap<>(state.keys()), new TreeMap<>(state.standing())));
            byte[] head = MAPPER.writeValueAsBytes(new Head(SCHEMA, state.datacenter(), sha256(body)));
            byte[] all = Arrays.copyOf(head, head.length + 1 + body.length);
            all[head.length] = '\n';
            System.arraycopy(body, 0, all, head.length + 1, body.length);
            return all;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a state that cannot be written as JSON", e);
        }
    }

    private static InstanceJson json(Instance i, boolean missing) {
        return new InstanceJson(
                i.id().node(),
                i.id().serviceId(),
                i.address(),
                i.port(),
                i.tags(),
                i.meta(),
                i.status(),
                i.passingWeight(),
                i.warningWeight(),
                i.created(),
                missing);
    }

    /**
     * Reads a file's bytes.
     *
     * @throws StateException when they cannot be used
     */
    static SavedState read(byte[] all) throws StateException {
        int end = 0;
        while (end < all.length && all[end] != '\n') {
            end++;
        }
        Head head = parse(Arrays.copyOf(all, end), Head.class, "its first line");
        if (head.schema() != SCHEMA) {
            throw new StateException("schema " + head.schema() + " (expected: " + SCHEMA + ")");
        }
        byte[] body = Arrays.copyOfRange(all, Math.min(end + 1, all.length), all.length);
        String sum = sha256(body);
        if (!sum.equals(head.sha256())) {
            throw new StateException("checksum " + sum + " (expected: " + head.sha256() + "): it is damaged");
        }
        String datacenter = head.datacenter() == null ? "" : head.datacenter();
        SortedMap<String, SavedState.Service> services = new TreeMap<>();
        Body read = parse(body, Body.class, "what follows its first line");
        if (read.services() != null) {
            for (Map.Entry<String, ServiceJson> service : read.services().entrySet()) {
                services.put(service.getKey(), service(datacenter, service.getKey(), service.getValue()));
            }
        }
        return new SavedState(datacenter, services, texts(read.keys()), texts(read.standing()));
    }

    private static SortedMap<String, String> texts(@Nullable Map<String, @Nullable String> json) {
        SortedMap<String, String> texts = new TreeMap<>();
        if (json != null) {
            json.forEach((key, value) -> texts.put(key, orEmpty(value)));
        }
        return texts;
    }

    private static SavedState.Service service(String datacenter, String name, @Nullable ServiceJson json)
            throws StateException {
        if (json == null || json.instances() == null) {
            throw new StateException("service \"" + name + "\" without instances (expected: a list)");
        }
        List<Instance> instances = json.instances().stream()
                .filter(i -> i != null && i.node() != null && i.id() != null && i.status() != null)
                .map(i -> instance(datacenter, name, i))
                .toList();
        if (instances.size() != json.instances().size()) {
            throw new StateException("service \"" + name + "\": an instance without node, id or status");
        }
        Set<Instance.Id> missing = json.instances().stream()
                .filter(i -> i != null && (i.missing() || i.status() == Instance.Status.MISSING))
                .map(i -> id(datacenter, i))
                .collect(Collectors.toSet());
        return new SavedState.Service(json.revision(), instances, missing);
    }

    /** One that is missing is saved as it was before, and marked. */
    private static Instance.Status status(Instance.@Nullable Status said) {
        return said == null
                ? Instance.Status.CRITICAL
                : said == Instance.Status.MISSING ? Instance.Status.PASSING : said;
    }

    private static Instance.Id id(String datacenter, InstanceJson i) {
        return new Instance.Id(datacenter, orEmpty(i.node()), orEmpty(i.id()));
    }

    private static Instance instance(String datacenter, String service, InstanceJson i) {
        return new Instance(
                id(datacenter, i),
                service,
                orEmpty(i.address()),
                i.port(),
                i.tags() == null ? List.of() : i.tags(),
                i.meta() == null ? Map.of() : i.meta(),
                status(i.status()),
                Math.max(0, i.passingWeight()),
                Math.max(0, i.warningWeight()),
                i.created());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static <T> T parse(byte[] json, Class<T> type, String what) throws StateException {
        @Nullable T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new StateException(what + " cannot be read (expected: JSON)");
        }
        if (value == null) {
            throw new StateException(what + " is null (expected: JSON)");
        }
        return value;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
