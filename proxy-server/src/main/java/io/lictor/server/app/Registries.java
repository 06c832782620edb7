package io.lictor.server.app;

import io.lictor.discovery.DiscoveryConfig;
import io.lictor.discovery.Source;
import io.lictor.discovery.StateStore;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.discovery.consul.ConsulRegistry;
import io.lictor.discovery.state.StateKeeper;
import io.lictor.engine.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What discovery is made of, by the settings. Without state; whoever is handed a part owns it. */
public final class Registries {

    private Registries() {}

    /** What to look for. */
    static DiscoveryConfig config(Settings settings) {
        WatchSettings watch = settings.watch();
        return new DiscoveryConfig(
                settings.routes(), settings.tags(), watch.datacenters(), watch.warningServes(), settings.policy());
    }

    /**
     * A registry for each datacenter; none where Consul is off.
     *
     * @throws StartException when a file that Consul's flags name cannot be read
     */
    static List<Source> sources(Settings settings) throws StartException {
        if (settings.consul().isEmpty()) {
            return List.of();
        }
        try {
            return sources(settings.consul().get(), settings.watch().datacenters());
        } catch (IllegalArgumentException e) {
            throw new StartException("--consul: " + e.getMessage(), e);
        }
    }

    /**
     * A registry for each datacenter, which the caller closes.
     *
     * @param datacenters the local one first; none for the agents' own alone
     * @throws IllegalArgumentException when a file that Consul's flags name cannot be read
     */
    public static List<Source> sources(ConsulOptions options, List<String> datacenters) {
        if (datacenters.isEmpty()) {
            return List.of(Source.local(ConsulRegistry.create(options)));
        }
        // The bound holds for all datacenters together: they are asked from one address.
        int share = Math.max(1, options.maxBlockingQueries() / datacenters.size());
        List<Source> sources = new ArrayList<>();
        for (String name : datacenters) {
            ConsulOptions one = options.withDatacenter(name).withMaxBlockingQueries(share);
            sources.add(new Source(name, ConsulRegistry.create(one)));
        }
        return sources;
    }

    /**
     * Where the last good state is kept.
     *
     * @throws StartException when that cannot be written to
     */
    static StateStore store(WatchSettings settings) throws StartException {
        Optional<Path> folder = settings.state();
        if (folder.isEmpty()) {
            return StateStore.NONE;
        }
        try {
            return StateKeeper.open(folder.get());
        } catch (IOException e) {
            throw new StartException("--state \"" + folder.get() + "\": cannot be written (" + Reason.of(e) + ")", e);
        }
    }
}
