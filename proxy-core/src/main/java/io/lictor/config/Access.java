package io.lictor.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which clients a route serves: nginx's {@code allow} and {@code deny}. The first rule that has the client's address decides;
 * a client that none has is served.
 *
 * @param rules in their order
 * @param forwardedToo {@code access_forwarded}: every address in X-Forwarded-For must be one that is served, too
 */
public record Access(List<Rule> rules, boolean forwardedToo) {

    /** All of them. */
    public static final Access ALL = new Access(List.of(), false);

    public Access {
        rules = List.copyOf(rules);
    }

    /**
     * A rule.
     *
     * @param allows whether those it has are served
     * @param networks whom it has; empty for everybody
     */
    public record Rule(boolean allows, List<Network> networks) {

        /** Everybody, as it is written. */
        public static final String EVERYBODY = "all";

        public Rule {
            networks = List.copyOf(networks);
        }

        /** Whom it has, as it is written: networks by commas, or {@code all}. */
        public String whom() {
            return networks.isEmpty()
                    ? EVERYBODY
                    : networks.stream().map(Network::toString).collect(Collectors.joining(","));
        }
    }
}
