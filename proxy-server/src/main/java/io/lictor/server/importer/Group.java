package io.lictor.server.importer;

import io.lictor.server.importer.ImportResult.PeerLine;
import java.util.List;

/**
 * Where {@code proxy_pass} leads: an upstream, or one address.
 *
 * @param name as it stands in {@code proxy_pass}: what nginx sends as Host
 * @param target {@code service:NAME} or {@code http://…}; empty when there is nothing that could be written
 * @param options of the upstream, and of all its peers alike
 * @param peers each with its own parameters; none of a service
 */
record Group(String name, String target, List<String> options, List<PeerLine> peers) {

    Group {
        options = List.copyOf(options);
        peers = List.copyOf(peers);
    }
}
