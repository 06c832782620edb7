package io.lictor.server;

import io.lictor.config.Address;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.discovery.consul.ConsulOptions.Agent;
import io.lictor.discovery.consul.ConsulOptions.ClientCertificate;
import io.lictor.server.Environment.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code --consul}, {@code --max-blocking-queries}, {@code --tagged-address} and the variables that Consul's own tools read. Without state. */
final class ConsulFlag {

    private static final String DEFAULT = "127.0.0.1:8500";
    private static final int DEFAULT_PORT = 8500;
    private static final int MOST_QUERIES = 4_000;
    private static final String EXPECTED = "[http[s]://]HOST:PORT or off";

    private ConsulFlag() {}

    /** How to reach Consul; empty when it is off. */
    static Optional<ConsulOptions> parse(
            Environment environment, List<String> given, @Nullable String maxQueries, @Nullable String taggedAddress)
            throws UsageException {
        List<Value> values = values(environment, given);
        if (values.stream().anyMatch(Value::isOff)) {
            if (values.size() > 1) {
                throw values.get(0).expected("off alone, or agents");
            }
            return Optional.empty();
        }
        boolean https = flag(environment, "CONSUL_HTTP_SSL", false);
        List<Agent> agents = new ArrayList<>();
        for (Value value : values) {
            agents.add(agent(value, https));
        }
        Optional<Value> most = environment.value("--max-blocking-queries", maxQueries);
        return Optional.of(new ConsulOptions(
                agents,
                environment.variable("CONSUL_HTTP_TOKEN"),
                tokenFile(environment),
                environment.variable("CONSUL_CACERT").map(Path::of),
                clientCertificate(environment),
                flag(environment, "CONSUL_HTTP_SSL_VERIFY", true),
                Optional.empty(),
                tagged(environment, taggedAddress),
                most.isEmpty() ? ConsulOptions.MAX_BLOCKING_QUERIES : Numbers.read(most.get(), MOST_QUERIES)));
    }

    private static Optional<String> tagged(Environment environment, @Nullable String given) throws UsageException {
        Optional<Value> value = environment.value("--tagged-address", given);
        if (value.isPresent() && !value.get().text().matches("[A-Za-z0-9_-]+")) {
            throw value.get().expected("the name of an address: lan, wan, lan_ipv4 …");
        }
        return value.map(Value::text);
    }

    /** The agents, the best first; commas separate them too. */
    private static List<Value> values(Environment environment, List<String> given) {
        List<Value> values = environment.values("--consul", given);
        if (values.isEmpty()) {
            values = List.of(environment
                    .variable("CONSUL_HTTP_ADDR")
                    .map(text -> new Value("CONSUL_HTTP_ADDR", text))
                    .orElse(new Value("--consul", DEFAULT)));
        }
        List<Value> agents = new ArrayList<>();
        for (Value value : values) {
            for (String text : value.text().split(",", -1)) {
                agents.add(new Value(value.place(), text.strip()));
            }
        }
        return agents;
    }

    private static Agent agent(Value value, boolean httpsUnlessSaid) throws UsageException {
        String text = value.text();
        boolean https = httpsUnlessSaid;
        int scheme = text.indexOf("://");
        if (scheme >= 0) {
            https = switch (text.substring(0, scheme)) {
                case "http" -> false;
                case "https" -> true;
                default -> throw value.expected(EXPECTED);
            };
            text = text.substring(scheme + "://".length());
        }
        Address address = address(value, text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        return new Agent(https, address.host(), address.port());
    }

    private static Address address(Value value, String text) throws UsageException {
        if (text.indexOf('/') >= 0) {
            throw value.expected(EXPECTED);
        }
        try {
            return Address.parse(text, DEFAULT_PORT);
        } catch (IllegalArgumentException e) {
            throw value.expected(EXPECTED);
        }
    }

    /** As in Consul's own client: the file goes before the variable. */
    private static Optional<Path> tokenFile(Environment environment) throws UsageException {
        Optional<Path> file = environment.variable("CONSUL_HTTP_TOKEN_FILE").map(Path::of);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            throw new UsageException("CONSUL_HTTP_TOKEN_FILE \"" + file.get() + "\": cannot be read");
        }
        return file;
    }

    /** As in Consul's own client: one file without the other is an error, also where nothing is asked by TLS. */
    private static Optional<ClientCertificate> clientCertificate(Environment environment) throws UsageException {
        Optional<String> certificate = environment.variable("CONSUL_CLIENT_CERT");
        Optional<String> key = environment.variable("CONSUL_CLIENT_KEY");
        if (certificate.isPresent() && key.isPresent()) {
            return Optional.of(new ClientCertificate(Path.of(certificate.get()), Path.of(key.get())));
        }
        if (certificate.isPresent()) {
            throw UsageException.expected("CONSUL_CLIENT_CERT", certificate.get(), "CONSUL_CLIENT_KEY with it");
        }
        if (key.isPresent()) {
            throw UsageException.expected("CONSUL_CLIENT_KEY", key.get(), "CONSUL_CLIENT_CERT with it");
        }
        return Optional.empty();
    }

    /** A boolean in Go's spelling. */
    private static boolean flag(Environment environment, String name, boolean otherwise) throws UsageException {
        Optional<String> text = environment.variable(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        return switch (text.get()) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw UsageException.expected(name, text.get(), "true or false");
        };
    }
}
