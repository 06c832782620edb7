package io.lictor.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lictor.testkit.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What who replaces instances asks of {@code /api/upstreams}: whether one takes requests, and whether one can be stopped. */
final class DeployScript {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final URI upstreams;

    DeployScript(InetSocketAddress admin) {
        upstreams = URI.create("http://127.0.0.1:" + admin.getPort() + "/api/upstreams");
    }

    /** Waits until the peer at {@code address} is up. */
    void awaitUp(String address, Duration atMost) {
        Eventually.holds(
                address + " is up",
                atMost,
                () -> known(upstreams(), address)
                        .filter(peer -> peer.path("state").asText().equals("up"))
                        .isPresent());
    }

    /** Waits until the peer at {@code address} is gone and nothing is under way there, tunnels neither. */
    void awaitGone(String address, Duration atMost) {
        Eventually.holds(address + " is gone", atMost, () -> {
            JsonNode now = upstreams();
            return known(now, address).isEmpty() && leaving(now, address).isEmpty();
        });
    }

    /** Waits until the peer at {@code address} is gone and only tunnels are under way there: what is said of it then. */
    JsonNode awaitOnlyTunnels(String address, Duration atMost) {
        JsonNode[] found = new JsonNode[1];
        Eventually.holds("only tunnels are left at " + address, atMost, () -> {
            JsonNode now = upstreams();
            found[0] = leaving(now, address).orElseGet(MAPPER::createObjectNode);
            return known(now, address).isEmpty()
                    && found[0].path("in_flight").asInt()
                            == found[0].path("tunnels").asInt();
        });
        return found[0];
    }

    private static Optional<JsonNode> known(JsonNode now, String address) {
        return StreamSupport.stream(now.path("upstreams").spliterator(), false)
                .flatMap(upstream -> StreamSupport.stream(upstream.path("peers").spliterator(), false))
                .filter(peer -> peer.path("address").asText().equals(address))
                .findFirst();
    }

    private static Optional<JsonNode> leaving(JsonNode now, String address) {
        return StreamSupport.stream(now.path("leaving").spliterator(), false)
                .filter(peer -> peer.path("address").asText().equals(address))
                .findFirst();
    }

    private JsonNode upstreams() {
        try (InputStream answer = upstreams.toURL().openStream()) {
            return MAPPER.readTree(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
