package io.lictor.discovery.dialect;

import io.lictor.config.Network;
import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Fabio's {@code allow=ip:…} and {@code deny=ip:…} in the words of Lictor's grammar. As with Fabio every address in
 * X-Forwarded-For must be one that is served, too. Without state.
 */
final class FabioAccess {

    private static final String TYPE = "ip:";

    private FabioAccess() {}

    /**
     * The words for the rules among {@code options}; none when there is none.
     *
     * @throws SpecException when they cannot be read, or are not to be told apart
     */
    static List<String> words(Map<String, String> options) throws SpecException {
        String allow = options.get("allow");
        String deny = options.get("deny");
        if (allow != null && deny != null) {
            throw new SpecException("allow and deny: both on one route (expected: one of them)");
        }
        List<String> words = new ArrayList<>();
        if (allow != null) {
            words.add("allow=" + networks("allow", allow));
            words.add("deny=all");
        } else if (deny != null) {
            words.add("deny=" + networks("deny", deny));
        }
        if (!words.isEmpty()) {
            words.add("access_forwarded=on");
        }
        return words;
    }

    /** Of several by commas the type may stand at each, or at the first only. */
    private static String networks(String place, String text) throws SpecException {
        if (!text.startsWith(TYPE)) {
            throw wrong(place, text);
        }
        List<String> networks = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String network = part.startsWith(TYPE) ? part.substring(TYPE.length()) : part;
            try {
                networks.add(Network.parse(network).toString());
            } catch (IllegalArgumentException e) {
                throw wrong(place, part);
            }
        }
        return String.join(",", networks);
    }

    private static SpecException wrong(String place, String text) {
        return new SpecException(place + ": \"" + text + "\" (expected: ip:ADDRESS or ip:ADDRESS/BITS, by commas)");
    }
}
