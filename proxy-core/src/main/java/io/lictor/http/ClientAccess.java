package io.lictor.http;

import io.lictor.config.Access;
import java.util.List;

/**
 * Which clients a route serves, ready to be asked: nginx's {@code allow} and {@code deny}. Immutable: any thread.
 */
/*
 * What cannot be read as an address is not served: a rule that was meant to keep somebody out must not be passed by writing
 * nonsense.
 */
public final class ClientAccess {

    /** Serves everybody. */
    public static final ClientAccess ALL = new ClientAccess(Access.ALL);

    private record Rule(boolean allows, boolean everybody, Networks networks) {

        boolean has(IpAddress address) {
            return everybody || networks.hold(address.octets(), address.length());
        }
    }

    private final Rule[] rules;
    private final boolean forwardedToo;

    private ClientAccess(Access access) {
        List<Access.Rule> given = access.rules();
        rules = given.stream()
                .map(rule -> new Rule(rule.allows(), rule.networks().isEmpty(), new Networks(rule.networks())))
                .toArray(Rule[]::new);
        forwardedToo = access.forwardedToo();
    }

    /** Compiles {@code access}. */
    public static ClientAccess of(Access access) {
        return access.rules().isEmpty() ? ALL : new ClientAccess(access);
    }

    /**
     * Whether the client is one that is served. Makes a small object when there is a rule.
     *
     * @param client its address in ASCII
     */
    public boolean serves(Head request, byte[] client) {
        if (rules.length == 0) {
            return true;
        }
        ListedAddress listed = new ListedAddress();
        return listed.address().read(client, 0, client.length)
                && serves(listed.address())
                && (!forwardedToo || servesForwarded(request, listed));
    }

    private boolean servesForwarded(Head request, ListedAddress listed) {
        byte[] bytes = request.bytes();
        for (int i = 0; i < request.fieldCount(); i++) {
            if (request.number(i) == FieldName.X_FORWARDED_FOR) {
                int from = request.valueOffset(i);
                int end = from + request.valueLength(i);
                while (from < end) {
                    int to = from;
                    while (to < end && bytes[to] != ',') {
                        to++;
                    }
                    if (!listed.read(bytes, from, to) || !serves(listed.address())) {
                        return false;
                    }
                    from = to + 1;
                }
            }
        }
        return true;
    }

    private boolean serves(IpAddress address) {
        for (Rule rule : rules) {
            if (rule.has(address)) {
                return rule.allows();
            }
        }
        return true;
    }
}
