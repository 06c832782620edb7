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

    /** An endpoint, and the last round that used it. */
    static final class Known {

        private final Endpoint endpoint;
        private long usedIn;

        private Known(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        Endpoint endpoint() {
            return endpoint;
        }
    }

    private final Map<Key, Known> known = new HashMap<>();
    private final int loops;
    private long round;

    Endpoints(int loops) {
        this.loops = loops;
    }

    /** The endpoint of {@code key}, in use from now on; null when its host is a name. */
    @Nullable
    Known use(Key key) {
        Known found = known.get(key);
        if (found == null) {
            Address address = key.address();
            if (!address.isLiteral()) {
                return null;
            }
            try {
                // Of a literal: nothing is looked up.
                InetAddress ip = InetAddress.getByName(address.host());
                found = new Known(new Endpoint(address, key.tls(), new InetSocketAddress(ip, address.port()), loops));
            } catch (UnknownHostException e) {
                // An IPv6 scope that this machine does not have.
                return null;
            }
            known.put(key, found);
        }
        found.endpoint.retired(false);
        use(found);
        return found;
    }

    /** One that was in use in the last round is in this one too. */
    void use(Known stays) {
        stays.usedIn = round;
    }

    /**
     * Retires what has not been used since this was asked last.
     *
     * @param needed those that shall be found again, though nobody uses them
     * @return those that were in use until now
     */
    List<Endpoint> retire(Set<Endpoint> needed) {
        List<Endpoint> retired = new ArrayList<>();
        known.entrySet().removeIf(entry -> {
            if (entry.getValue().usedIn == round) {
                return false;
            }
            Endpoint endpoint = entry.getValue().endpoint;
            if (!endpoint.isRetired()) {
                endpoint.retired(true);
                retired.add(endpoint);
            }
            return !needed.contains(endpoint);
        });
        round++;
        return retired;
    }
}
