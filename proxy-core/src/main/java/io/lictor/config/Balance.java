package io.lictor.config;

import java.util.Locale;

/**
 * How an upstream's peers are chosen: one of nginx's methods, and what it looks at.
 *
 * @param method which
 * @param key what is hashed, for {@link Method#HASH}; {@link Key#NONE} for the others
 * @param name of the cookie or header field that is looked at; empty where there is none
 * @param consistent for {@link Method#HASH}: ketama, so that a peer that leaves moves its own keys only
 * @param attributes for {@link Method#STICKY}: those of the cookie by commas, under nginx's names, times in seconds
 *     ({@code expires=3600s,path=/,secure}); empty where there are none
 */
public record Balance(Method method, Key key, String name, boolean consistent, String attributes) {

    /** The cookie's attributes where none are written. */
    public static final String USUAL_ATTRIBUTES = "path=/,httponly";

    /** nginx's methods, in lower case its directives. */
    public enum Method {
        /** Smooth weighted round robin. */
        ROUND_ROBIN("round_robin"),
        /** The fewest attempts under way, by weight. */
        LEAST_CONN("least_conn"),
        /** The shortest average time to the response's head times the attempts under way, by weight. */
        LEAST_TIME("least_time"),
        /** Of two taken at random by weight, the one with fewer attempts under way. */
        RANDOM("random"),
        /** By the client's address: of IPv4 the first three octets. */
        IP_HASH("ip_hash"),
        /** By a key of the request. */
        HASH("hash"),
        /** By the peer's name in a cookie. */
        STICKY("sticky");

        private final String directive;

        Method(String directive) {
            this.directive = directive;
        }

        /** The name as nginx writes it. */
        public String directive() {
            return directive;
        }

        /** Whether {@code backup} and {@code slow_start} mean something with it: nginx refuses them with the others. */
        public boolean allowsBackup() {
            return this != RANDOM && this != IP_HASH && this != HASH;
        }
    }

    /** What can be hashed. */
    public enum Key {
        NONE,
        /** nginx's {@code $request_uri}: path and query as the client wrote them. */
        URI,
        /** nginx's {@code $uri}: the path in its normal form, without the query. */
        PATH,
        /** nginx's {@code $host}: in lower case, without the port. */
        HOST,
        /** nginx's {@code $remote_addr}. */
        REMOTE_ADDR,
        COOKIE,
        HEADER
    }

    /** nginx's default. */
    public static final Balance ROUND_ROBIN = of(Method.ROUND_ROBIN);

    /** A method that looks at nothing of the request, or at the client's address only. */
    public static Balance of(Method method) {
        return new Balance(method, Key.NONE, "", false, "");
    }

    public static Balance hash(Key key, String name, boolean consistent) {
        return new Balance(Method.HASH, key, name, consistent, "");
    }

    public static Balance sticky(String cookie) {
        return sticky(cookie, USUAL_ATTRIBUTES);
    }

    /** By a cookie with these attributes. */
    public static Balance sticky(String cookie, String attributes) {
        return new Balance(Method.STICKY, Key.NONE, cookie, false, attributes);
    }

    /** As the option {@code balance=} has it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(method.directive);
        if (key != Key.NONE) {
            text.append(':').append(key.name().toLowerCase(Locale.ROOT));
        }
        if (!name.isEmpty()) {
            text.append(':').append(name);
        }
        if (!attributes.isEmpty() && !attributes.equals(USUAL_ATTRIBUTES)) {
            text.append(',').append(attributes);
        }
        return text.append(consistent ? ":consistent" : "").toString();
    }
}
