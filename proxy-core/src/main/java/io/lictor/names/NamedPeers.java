package io.lictor.names;

import io.lictor.config.Address;
import io.lictor.config.DesiredState;
import io.lictor.config.PeerSpec;
import io.lictor.config.UpstreamSpec;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Writes what names are resolved to into a desired state: each address a peer, as nginx has it. Without state. */
public final class NamedPeers {

    private NamedPeers() {}

    /** The hosts in {@code state} that are names. */
    public static Set<String> hosts(DesiredState state) {
        Set<String> hosts = new LinkedHashSet<>();
        for (UpstreamSpec upstream : state.upstreams()) {
            for (PeerSpec peer : upstream.peers()) {
                if (!peer.address().isLiteral()) {
                    hosts.add(peer.address().host());
                }
            }
        }
        return hosts;
    }

    /**
     * The state with the addresses of its names in their places. A name without any stays as it is. Of several peers at one
     * address in one upstream the first counts.
     */
    public static DesiredState resolved(DesiredState state, Function<String, List<String>> addresses) {
        if (hosts(state).isEmpty()) {
            return state;
        }
        return new DesiredState(
                state.routes(),
                state.upstreams().stream()
                        .map(upstream -> new UpstreamSpec(
                                upstream.name(), upstream.options(), peers(upstream.peers(), addresses)))
                        .toList());
    }

    private static List<PeerSpec> peers(List<PeerSpec> written, Function<String, List<String>> addresses) {
        Map<Address, PeerSpec> byAddress = new LinkedHashMap<>();
        for (PeerSpec peer : written) {
            List<String> ips = peer.address().isLiteral()
                    ? List.of()
                    : addresses.apply(peer.address().host());
            if (ips.isEmpty()) {
                byAddress.putIfAbsent(peer.address(), peer);
            }
            for (String ip : ips) {
                PeerSpec resolved = peer.at(ip);
                byAddress.putIfAbsent(resolved.address(), resolved);
            }
        }
        return List.copyOf(byAddress.values());
    }
}
