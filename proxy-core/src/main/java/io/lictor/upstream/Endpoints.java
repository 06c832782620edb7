package io.lictor.upstream;

import io.lictor.config.Address;
import io.lictor.config.PeerTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint of each address and way to connect: one, however many upstreams list it.
 *
 * <p>Confined to one thread at a time.
 */
final class Endpoints {

    /** What an endpoint is known by: connections that are made in different ways are never shared. */
    record Key(Address address, PeerTls tls) {}

    private final Map<Key, Endpoint> known = new HashMap<>();
    private final int loops;

    Endpoints(int loops) {
        this.loops = loops;
    }

    /** The endpoint of {@code key}, in use from now on; null when its host is a name. */
    @Nullable
    Endpoint use(Key key) {
        Endpoint endpoint = known.get(key);
        if (endpoint == null) {
            Address address = key.address();
            if (!address.isLiteral()) {
                return null;
            }
            try {
                // Of a literal: nothing is looked up.
                InetAddress ip = InetAddress.getByName(address.host());
                endpoint = new Endpoint(address, key.tls(), new InetSocketAddress(ip, address.port()), loops);
            } catch (UnknownHostException e) {
                // An IPv6 scope that this machine does not have.
                return null;
            }
            known.put(key, endpoint);
        }
        endpoint.retired(false);
        return endpoint;
    }

    /**
     * Retires what is not used.
     *
     * @param needed those that shall be found again, though nobody uses them
     * @return those that were in use until now
     */
    List<Endpoint> retire(Set<Key> used, Set<Endpoint> needed) {
        List<Endpoint> retired = new ArrayList<>();
        known.entrySet().removeIf(entry -> {
            Endpoint endpoint = entry.getValue();
            if (used.contains(entry.getKey())) {
                return false;
            }
            if (!endpoint.isRetired()) {
                endpoint.retired(true);
                retired.add(endpoint);
            }
            return !needed.contains(endpoint);
        });
        return retired;
    }
}
