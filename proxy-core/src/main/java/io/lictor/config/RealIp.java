package io.lictor.config;

import java.util.List;

/**
 * Whose word is taken for the client's address: nginx's {@code set_real_ip_from} and its kin.
 *
 * @param from the networks of trusted proxies; none by default
 * @param header {@code real_ip_header}: the field that tells the address, a list by commas
 * @param recursive {@code real_ip_recursive}: trusted addresses in the list are passed over, from its end
 */
public record RealIp(List<Network> from, String header, boolean recursive) {

    /** Nobody's. */
    public static final RealIp NONE = new RealIp(List.of(), "X-Forwarded-For", false);

    public RealIp {
        from = List.copyOf(from);
    }
}
