package io.lictor.config;

import java.util.List;

/**
 * One upstream that should be: a name and its peers. Without peers it is a normal state: its routes answer 502.
 *
 * @param name unique in a {@link DesiredState}
 * @param options how connections to its peers are kept
 * @param peers in a stable order, one an address
 */
public record UpstreamSpec(String name, UpstreamOptions options, List<PeerSpec> peers) {

    public UpstreamSpec {
        peers = List.copyOf(peers);
    }
}
