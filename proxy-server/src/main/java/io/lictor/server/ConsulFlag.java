package io.lictor.server;

import io.lictor.config.Address;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.server.Environment.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code --consul} and the variables that Consul's own tools read. Without state. */
final class ConsulFlag {

    private static final String DEFAULT = "127.0.0.1:8500";
    private static final int DEFAULT_PORT = 8500;
    private static final String EXPECTED = "[http[s]://]HOST:PORT or off";

    private ConsulFlag() {}

    /** How to reach Consul; empty when it is off. */
    static Optional<ConsulOptions> parse(Environment environment, @Nullable String given) throws UsageException {
        Value value = environment
                .value("--consul", given)
                .or(() -> environment.variable("CONSUL_HTTP_ADDR").map(text -> new Value("CONSUL_HTTP_ADDR", text)))
                .orElse(new Value("--consul", DEFAULT));
        if (value.isOff()) {
            return Optional.empty();
        }
        String text = value.text();
        boolean https = flag(environment, "CONSUL_HTTP_SSL", false);
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
        return Optional.of(new ConsulOptions(
                https,
                address.host(),
                address.port(),
                token(environment),
                environment.variable("CONSUL_CACERT").map(Path::of),
                flag(environment, "CONSUL_HTTP_SSL_VERIFY", true)));
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
    private static Optional<String> token(Environment environment) throws UsageException {
        Optional<String> file = environment.variable("CONSUL_HTTP_TOKEN_FILE");
        if (file.isPresent()) {
            try {
                String token = Files.readString(Path.of(file.get())).strip();
                if (!token.isEmpty()) {
                    return Optional.of(token);
                }
            } catch (IOException e) {
                throw new UsageException("CONSUL_HTTP_TOKEN_FILE \"" + file.get() + "\": cannot be read");
            }
        }
        return environment.variable("CONSUL_HTTP_TOKEN");
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
