package io.lictor.config.spec;

import io.lictor.config.Network;
import io.lictor.config.RealIp;
import java.util.ArrayList;
import java.util.List;

/** {@code set_real_ip_from} and its kin of a listener, while they are read. Used by one thread, once. */
final class RealIpValues {

    private List<Network> from = List.of();
    private String header = RealIp.NONE.header();
    private boolean recursive;

    /** Takes the value of {@code option}, if it is one of these; of others there is nothing to take. */
    void accept(Option option, String text) throws SpecException {
        String name = option.directive();
        if (option == Option.LISTEN_SET_REAL_IP_FROM) {
            from = networks(name, text);
        } else if (option == Option.LISTEN_REAL_IP_HEADER) {
            header = RewriteValues.fieldName(name, text);
        } else if (option == Option.LISTEN_REAL_IP_RECURSIVE) {
            recursive = RewriteValues.isFirst(name, text, "on", "off");
        }
    }

    RealIp options() {
        return new RealIp(from, header, recursive);
    }

    private static List<Network> networks(String place, String text) throws SpecException {
        return text.equals("off") ? List.of() : networks(place, text, "ADDRESS or ADDRESS/BITS by commas, or off");
    }

    /** Networks by commas. */
    static List<Network> networks(String place, String text, String expected) throws SpecException {
        List<Network> networks = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            try {
                networks.add(Network.parse(part));
            } catch (IllegalArgumentException e) {
                throw SpecException.expected(place, part, expected);
            }
        }
        return networks;
    }
}
