package io.lictor.server.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How the registry is watched.
 *
 * @param datacenters the local one first, then those to fall back on; empty for the agent's own alone
 * @param state where the last good state is kept; empty for nowhere
 * @param warningServes whether an instance with a check in {@code warning} takes requests
 */
public record WatchSettings(List<String> datacenters, Optional<Path> state, boolean warningServes) {

    /** The agent's own datacenter; nothing is kept; a warning is no reason to take an instance out. */
    public static final WatchSettings DEFAULT = new WatchSettings(List.of(), Optional.empty(), true);

    public WatchSettings {
        datacenters = List.copyOf(datacenters);
    }
}
