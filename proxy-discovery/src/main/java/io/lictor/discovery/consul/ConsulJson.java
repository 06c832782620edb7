package io.lictor.discovery.consul;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Consul's JSON as records: only the fields that matter, every other ignored. Without state; any thread.
 *
 * <p>Any field may be missing: versions differ, and Go writes {@code null} for an empty list.
 */
final class ConsulJson {

    /*
     * That other fields are ignored is said of each record, and not to the mapper, which would copy them first: a record is
     * made when all of its own fields have come, and those of others might be asked for then.
     */
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final TypeReference<List<Entry>> ENTRIES = new TypeReference<>() {};
    private static final ObjectReader INSTANCES = MAPPER.readerFor(ENTRIES);
    private static final TypeReference<Map<String, List<String>>> CATALOG = new TypeReference<>() {};
    private static final TypeReference<List<Check>> CHECKS = new TypeReference<>() {};
    private static final TypeReference<List<Key>> KEYS = new TypeReference<>() {};
    private static final TypeReference<List<CatalogNode>> NODES = new TypeReference<>() {};

    private static final TypeReference<NodeServices> NODE = new TypeReference<>() {};
    private static final TypeReference<Self> SELF = new TypeReference<>() {};
    private static final TypeReference<List<String>> DATACENTERS = new TypeReference<>() {};

    private ConsulJson() {}

    /** One element of {@code /v1/health/service/NAME}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            @JsonProperty("Node") Node node,
            @JsonProperty("Service") Service service,
            @JsonProperty("Checks") @Nullable List<Check> checks) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Node(
            @JsonProperty("Node") String node,
            @JsonProperty("ID") @Nullable String id,
            @JsonProperty("Address") @Nullable String address,
            @JsonProperty("Datacenter") @Nullable String datacenter,

            @JsonProperty("TaggedAddresses") @JsonDeserialize(using = TaggedAddress.Reader.class) @Nullable
            TaggedAddress tagged,

            @JsonProperty("CreateIndex") long createIndex) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Service(
            @JsonProperty("ID") String id,
            @JsonProperty("Service") @Nullable String service,
            @JsonProperty("Tags") @Nullable List<String> tags,
            @JsonProperty("Address") @Nullable String address,
            @JsonProperty("Meta") @Nullable Map<String, String> meta,
            @JsonProperty("Port") int port,
            @JsonProperty("Weights") @Nullable Weights weights,

            @JsonProperty("TaggedAddresses") @JsonDeserialize(using = TaggedAddress.Reader.class) @Nullable
            TaggedAddress tagged,

            @JsonProperty("CreateIndex") long createIndex) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Weights(
            @JsonProperty("Passing") int passing,
            @JsonProperty("Warning") int warning) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Check(
            @JsonProperty("Node") @Nullable String node,
            @JsonProperty("CheckID") @Nullable String checkId,
            @JsonProperty("Status") @Nullable String status,
            @JsonProperty("Output") @Nullable String output,
            @JsonProperty("ServiceName") @Nullable String serviceName,
            @JsonProperty("ModifyIndex") long modifyIndex) {}

    /** One element of {@code /v1/catalog/nodes}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record CatalogNode(
            @JsonProperty("Node") @Nullable String node,
            @JsonProperty("ID") @Nullable String id,
            @JsonProperty("CreateIndex") long createIndex) {}

    /** {@code /v1/catalog/node/NAME}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record NodeServices(
            @JsonProperty("Node") @Nullable CatalogNode node,
            @JsonProperty("Services") @Nullable Map<String, Object> services) {

        /** Of none of that name, or none that may be seen. */
        static final NodeServices NONE = new NodeServices(null, null);
    }

    /** One element of {@code /v1/kv/PREFIX?recurse}; the value is in Base64. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Key(
            @JsonProperty("Key") @Nullable String key,
            @JsonProperty("Value") @Nullable String value) {}

    /** {@code /v1/agent/self}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Self(@JsonProperty("Config") @Nullable Config config) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Config(
            @JsonProperty("Datacenter") @Nullable String datacenter,
            @JsonProperty("NodeName") @Nullable String nodeName,
            @JsonProperty("Version") @Nullable String version) {}

    static Self self(String body) throws ConsulException {
        return read(body, SELF, "what an agent is");
    }

    static List<String> datacenters(String body) throws ConsulException {
        return read(body, DATACENTERS, "a list of datacenters");
    }

    static List<Key> keys(String body) throws ConsulException {
        List<Key> keys = read(body, KEYS, "a list of keys");
        for (Key key : keys) {
            if (key == null || key.key() == null) {
                throw new ConsulException("a key without its name (expected: Key)", false);
            }
        }
        return keys;
    }

    /**
     * Reads instances.
     *
     * @param tagged which of the addresses that they have by name is wanted; empty for none
     */
    static List<Entry> entries(String body, Optional<String> tagged) throws ConsulException {
        ObjectReader reader =
                tagged.isPresent() ? INSTANCES.withAttribute(TaggedAddress.WANTED, tagged.get()) : INSTANCES;
        List<Entry> entries = read(body, ENTRIES, reader, "a list of instances");
        for (Entry entry : entries) {
            if (entry == null
                    || entry.node() == null
                    || entry.node().node() == null
                    || entry.service() == null
                    || entry.service().id() == null) {
                throw new ConsulException("an instance without Node or Service (expected: both)", false);
            }
        }
        return entries;
    }

    static Map<String, List<String>> catalog(String body) throws ConsulException {
        return read(body, CATALOG, "an object of services");
    }

    static List<Check> checks(String body) throws ConsulException {
        return read(body, CHECKS, "a list of checks");
    }

    static List<CatalogNode> nodes(String body) throws ConsulException {
        return read(body, NODES, "a list of nodes");
    }

    /** {@code /v1/catalog/node/NAME}: a node, and its services by their ids. */
    static NodeServices node(String body) throws ConsulException {
        return body.strip().equals("null") ? NodeServices.NONE : read(body, NODE, "a node");
    }

    private static <T> T read(String body, TypeReference<T> type, String expected) throws ConsulException {
        return read(body, type, MAPPER.readerFor(type), expected);
    }

    private static <T> T read(String body, TypeReference<T> type, ObjectReader reader, String expected)
            throws ConsulException {
        @Nullable T value;
        try {
            value = reader.forType(type).readValue(body);
        } catch (JsonProcessingException e) {
            throw new ConsulException("unreadable answer (expected: " + expected + "): " + e.getOriginalMessage(), e);
        }
        if (value == null) {
            throw new ConsulException("null (expected: " + expected + ")", false);
        }
        return value;
    }
}
