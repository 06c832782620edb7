package io.lictor.config.spec;

import io.lictor.config.Access;
import io.lictor.config.Access.Rule;
import io.lictor.config.Network;
import java.util.ArrayList;
import java.util.List;

/** {@code allow} and {@code deny} of a route, in the order in which they are written. Used by one thread, once. */
final class AccessValues {

    private final List<Rule> rules = new ArrayList<>();
    private boolean forwardedToo;

    /** Takes the value of {@code option}, if it is one of these; of others there is nothing to take. */
    void accept(Option option, String text) throws SpecException {
        if (option == Option.ALLOW || option == Option.DENY) {
            rules.add(new Rule(option == Option.ALLOW, networks(option.directive(), text)));
        } else if (option == Option.ACCESS_FORWARDED) {
            forwardedToo = RewriteValues.isFirst(option.directive(), text, "on", "off");
        }
    }

    /** Checks what only several of them can get wrong: a rule that shuts nobody out was meant to. */
    void checkTogether() throws SpecException {
        if (!rules.isEmpty() && rules.get(rules.size() - 1).allows()) {
            throw new SpecException("allow: no deny behind it (expected: deny=all, as whom no rule has is served)");
        }
        if (forwardedToo && rules.isEmpty()) {
            throw new SpecException(
                    "access_forwarded: given without a rule (expected: allow= and deny=, or deny=, with it)");
        }
    }

    Access access() {
        return rules.isEmpty() ? Access.ALL : new Access(rules, forwardedToo);
    }

    private static List<Network> networks(String name, String text) throws SpecException {
        return text.equals(Rule.EVERYBODY)
                ? List.of()
                : RealIpValues.networks(name, text, "ADDRESS or ADDRESS/BITS by commas, or all");
    }
}
