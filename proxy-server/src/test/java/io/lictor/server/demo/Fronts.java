package io.lictor.server.demo;

import io.lictor.config.ListenerSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.consul.ConsulOptions;
import io.lictor.engine.Transport;
import io.lictor.server.app.Application;
import io.lictor.server.app.Settings;
import io.lictor.server.app.WatchSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Lictor that these tests put before a Consul: one route, free ports, no access log. */
final class Fronts {

    private Fronts() {}

    /** Goes by the agent at {@code host} and {@code port}. */
    static Settings settings(String host, int port, String route) throws SpecException {
        return settings(host, port, route, WatchSettings.DEFAULT);
    }

    static Settings settings(String host, int port, String route, WatchSettings watching) throws SpecException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Settings(
                List.of(ListenerSpec.at(any)),
                Optional.of(any),
                List.of(RouteParser.parse(route, "--route")),
                Optional.of(new ConsulOptions(false, host, port, Optional.empty(), Optional.empty(), true)),
                Set.of(),
                new Settings.NoLog(),
                Settings.DERIVED,
                2,
                Transport.AUTO,
                Duration.ZERO,
                Optional.empty(),
                watching);
    }

    /** How many peers it has now. */
    static int peers(Application lictor) {
        return lictor.view().upstreams().stream()
                .mapToInt(upstream -> upstream.peers().size())
                .sum();
    }
}
