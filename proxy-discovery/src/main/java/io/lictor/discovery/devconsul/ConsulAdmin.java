package io.lictor.discovery.devconsul;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lictor.discovery.devconsul.Registration.Check;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Does at an agent what an operator or a service does: registers, deregisters, puts into maintenance. Every method waits
 * for the agent's answer and throws when it is not a good one. Any thread.
 */
public final class ConsulAdmin {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final String root;
    private final String token;

    private ConsulAdmin(String root, String token) {
        this.root = root;
        this.token = token;
    }

    /** At the agent with this HTTP API. */
    public static ConsulAdmin at(String host, int port) {
        return new ConsulAdmin("http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port, "");
    }

    /** The same with an ACL token; empty for none. */
    public ConsulAdmin withToken(String newToken) {
        return new ConsulAdmin(root, newToken);
    }

    /** Registers an instance, or changes the one with this id. An agent refuses scripts that come this way. */
    public void register(Registration instance) {
        put("/v1/agent/service/register", json(instance).toString());
    }

    /** Makes the agent read its files again. */
    void reload() {
        put("/v1/agent/reload", "");
    }

    /** A registration as the API takes it, and as a file of the agent's configuration has it under {@code service}. */
    static ObjectNode json(Registration instance) {
        ObjectNode body = MAPPER.createObjectNode()
                .put("ID", instance.id())
                .put("Name", instance.name())
                .put("Address", instance.address())
                .put("Port", instance.port());
        instance.tags().forEach(body.putArray("Tags")::add);
        instance.meta().forEach(body.putObject("Meta")::put);
        body.putObject("Weights").put("Passing", instance.passingWeight()).put("Warning", instance.warningWeight());
        Check check = instance.check();
        switch (check.kind()) {
            case NONE -> {}
            case HTTP -> check(body).put("HTTP", check.subject()).put("Interval", check.interval());
            case SCRIPT -> {
                check(body).put("Interval", check.interval()).put("Timeout", "5s");
                body.withObject("/Check").putArray("Args").add("sh").add("-c").add(check.subject());
            }
            case TTL -> check(body).put("TTL", check.interval());
        }
        return body;
    }

    private static ObjectNode check(ObjectNode body) {
        // Its id is then "service:" and the instance's.
        return body.putObject("Check");
    }

    /** Removes an instance. */
    public void deregister(String id) {
        put("/v1/agent/service/deregister/" + encode(id), "");
    }

    /** Puts an instance into maintenance, or ends that. */
    public void maintenance(String id, boolean on) {
        put("/v1/agent/service/maintenance/" + encode(id) + "?enable=" + on, "");
    }

    /** Puts the agent's node into maintenance, or ends that. */
    public void nodeMaintenance(boolean on) {
        put("/v1/agent/maintenance?enable=" + on, "");
    }

    /**
     * Says how an instance with a check {@link Check#told()} is.
     *
     * @param status {@code passing}, {@code warning} or {@code critical}
     * @param output what the check says; an empty one is that of a check which never ran
     */
    public void report(String id, String status, String output) {
        String body = MAPPER.createObjectNode()
                .put("Status", status)
                .put("Output", output)
                .toString();
        put("/v1/agent/check/update/" + encode("service:" + id), body);
    }

    /** Sets a key. */
    public void setKey(String key, String value) {
        put("/v1/kv/" + encode(key).replace("%2F", "/"), value);
    }

    /** Deletes a key; nothing happens when there is none. */
    public void deleteKey(String key) {
        delete("/v1/kv/" + encode(key).replace("%2F", "/"));
    }

    /** Deletes every key that starts with {@code prefix}. */
    public void deleteKeys(String prefix) {
        delete("/v1/kv/" + encode(prefix).replace("%2F", "/") + "?recurse");
    }

    /** The address of the leader's server, or empty when there is none. */
    public String leader() {
        try {
            return get("/v1/status/leader").asText();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    /** The answer to a read: {@code /v1/catalog/services} … */
    public JsonNode get(String path) {
        try {
            return MAPPER.readTree(send(HttpRequest.newBuilder(URI.create(root + path))));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a change of any kind, and gives its answer. */
    public JsonNode change(String path, String body) {
        try {
            return MAPPER.readTree(
                    send(HttpRequest.newBuilder(URI.create(root + path)).PUT(BodyPublishers.ofString(body))));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what has a path of its own. */
    public void delete(String path) {
        send(HttpRequest.newBuilder(URI.create(root + path)).DELETE());
    }

    /** Sends a change of any kind. */
    public void put(String path, String body) {
        send(HttpRequest.newBuilder(URI.create(root + path)).PUT(BodyPublishers.ofString(body)));
    }

    /**
     * Waits until a leader is known and the agent's own node is in the catalogue.
     *
     * @param alive whether it is worth waiting
     * @return whether it came to that
     */
    boolean awaitLeader(Duration atMost, BooleanSupplier alive) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < until && alive.getAsBoolean()) {
            if (!leader().isEmpty() && isCatalogued()) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return false;
    }

    private boolean isCatalogued() {
        try {
            String node = get("/v1/agent/self").path("Config").path("NodeName").asText();
            return get("/v1/health/node/" + encode(node))
                    .findValuesAsText("CheckID")
                    .contains("serfHealth");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String send(HttpRequest.Builder request) {
        if (!token.isEmpty()) {
            request.header("X-Consul-Token", token);
        }
        HttpRequest built = request.timeout(TIMEOUT).build();
        try {
            HttpResponse<String> response = CLIENT.send(built, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new UncheckedIOException(new IOException(
                        built.uri().getPath() + ": status " + response.statusCode() + " " + response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
