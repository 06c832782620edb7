package io.lictor.discovery.consul;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ACL token: given, or what a file says at the moment. It never shows in a log.
 *
 * <p>Read by any thread; {@link #reread} by one.
 */
final class ConsulToken {

    private static final Logger log = LoggerFactory.getLogger(ConsulToken.class);

    private final @Nullable FileChange change;
    private volatile Optional<String> value;
    private boolean failing;

    ConsulToken(ConsulOptions options) {
        change = options.tokenFile().map(FileChange::new).orElse(null);
        value = options.token();
        if (change != null) {
            read(change).ifPresent(token -> value = Optional.of(token));
        }
    }

    /** What to send; empty for none. */
    Optional<String> value() {
        return value;
    }

    /** Looks at the file. Returns whether there is another token now. */
    boolean reread() {
        if (change == null || !change.happened()) {
            return false;
        }
        Optional<String> token = read(change);
        if (token.isEmpty() || token.equals(value)) {
            return false;
        }
        value = token;
        log.info("consul token read again file={}", change.file());
        return true;
    }

    /** A file that is empty or gone says nothing: what it said before counts. */
    private Optional<String> read(FileChange from) {
        try {
            String text = Files.readString(from.file()).strip();
            failing = false;
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            if (!failing) {
                log.error("consul token file={} cannot be read, the last one stands", from.file());
            }
            failing = true;
            return Optional.empty();
        }
    }
}
