package io.lictor.upstream;

import io.lictor.config.Address;
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
 * The endpoint of each address: one, however many upstreams list it.
 *
 * <p>Confined to one thread at a time.
 */
final class Endpoints {

    private final Map<Address, Endpoint> known = new HashMap<>();
    private final int loops;

    Endpoints(int loops) {
        this.loops = loops;
    }

    /** The endpoint of {@code address}, in use from now on; null when its host is a name. */
    @Nullable
    Endpoint use(Address address) {
        Endpoint endpoint = known.get(address);
        if (endpoint == null) {
            if (!address.isLiteral()) {
                return null;
            }
            try {
                // Of a literal: nothing is looked up.
                InetAddress ip = InetAddress.getByName(address.host());
                endpoint = new Endpoint(address, new InetSocketAddress(ip, address.port()), loops);
            } catch (UnknownHostException e) {
                // An IPv6 scope that this machine does not have.
                return null;
            }
            known.put(address, endpoint);
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
    List<Endpoint> retire(Set<Address> used, Set<Endpoint> needed) {
        List<Endpoint> retired = new ArrayList<>();
        known.values().removeIf(endpoint -> {
            if (used.contains(endpoint.address())) {
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
