package io.lictor.names;

import io.netty.resolver.HostsFileEntriesProvider;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The machine's hosts file, which goes before DNS: a name that stands there is not asked for. Read anew each time. */
final class HostsFile {

    /** How soon a change of the file is seen. */
    private static final long HOLDS_MILLIS = 60_000;

    private HostsFile() {}

    /** The addresses of {@code host} in both families; empty when it is not there. */
    static Optional<List<Answer>> find(String host) {
        HostsFileEntriesProvider entries = HostsFileEntriesProvider.parser().parseSilently();
        List<InetAddress> four = entries.ipv4Entries().getOrDefault(host, List.of());
        List<InetAddress> six = entries.ipv6Entries().getOrDefault(host, List.of());
        if (four.isEmpty() && six.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(List.of(answer(four), answer(six)));
    }

    private static Answer answer(List<InetAddress> addresses) {
        return addresses.isEmpty()
                ? Answer.denied("not in the hosts file")
                : Answer.addresses(FamilyLookup.sorted(addresses), HOLDS_MILLIS);
    }
}
