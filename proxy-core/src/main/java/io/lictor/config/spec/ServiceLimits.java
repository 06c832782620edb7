package io.lictor.config.spec;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a service may raise the limits that guard the proxy rather than the service: to their defaults, and where a service
 * has reason to want more, to what one of them may cost; and how often it may have its peers asked. More is an operator's to
 * allow. Without state: any thread.
 */
/*
 * Whoever may register may write any tag. What a tag says of the service's own peers is its own affair; but what the proxy
 * keeps of a body, how long a slow client, a silent one or a silent peer holds a connection, how many wait, and how many
 * sockets stand open to one peer are paid for by all. A limit that is lowered costs nobody, so a service may do that.
 * Answers that are waited for, as in long polling, take longer than a minute with good reason, but not longer than an hour.
 */
final class ServiceLimits {

    /** @param text as one would write it */
    private record Limit(long value, String text) {}

    private static final long OFF = 0;

    private static final Map<Option, Limit> LIMITS = new EnumMap<>(Map.ofEntries(
            Map.entry(Option.CLIENT_MAX_BODY_SIZE, new Limit(1 << 20, "1m")),
            Map.entry(Option.CLIENT_BODY_BUFFER_SIZE, new Limit(64 << 10, "64k")),
            Map.entry(Option.CLIENT_BODY_TIMEOUT, new Limit(60_000, "60s")),
            Map.entry(Option.SEND_TIMEOUT, new Limit(60_000, "60s")),
            Map.entry(Option.PROXY_CONNECT_TIMEOUT, new Limit(60_000, "60s")),
            Map.entry(Option.PROXY_SEND_TIMEOUT, new Limit(3_600_000, "1h")),
            Map.entry(Option.PROXY_READ_TIMEOUT, new Limit(3_600_000, "1h")),
            Map.entry(Option.KEEPALIVE, new Limit(256, "256")),
            Map.entry(Option.MAX_CONNECTING, new Limit(64, "64")),
            Map.entry(Option.QUEUE, new Limit(1_000, "1000")),
            Map.entry(Option.QUEUE_TIMEOUT, new Limit(60_000, "60s")),
            Map.entry(Option.RETRY_BUDGET, new Limit(20, "20%"))));

    /** A check costs a connection of every Lictor to every peer, each time. */
    private static final Map<Option, Limit> LEAST =
            new EnumMap<>(Map.of(Option.HEALTH_CHECK_INTERVAL, new Limit(1_000, "1s")));

    private ServiceLimits() {}

    /** The most that a service may give an option, as one would write it; empty where nothing bounds it. */
    static Optional<String> most(Option option) {
        return Optional.ofNullable(LIMITS.get(option)).map(Limit::text);
    }

    /** The least that a service may give an option, as one would write it; empty where nothing bounds it. */
    static Optional<String> least(Option option) {
        return Optional.ofNullable(LEAST.get(option)).map(Limit::text);
    }

    /**
     * Checks a value that a service gave.
     *
     * @param text as it was written
     * @throws SpecException when it is more, or less, than a service may have
     */
    static void check(Option option, String text, long value) throws SpecException {
        Limit least = LEAST.get(option);
        if (least != null && value < least.value()) {
            throw SpecException.expected(
                    option.directive(),
                    text,
                    "at least " + least.text() + " in a tag or Meta; only an operator allows less, by a flag or a key");
        }
        Limit limit = LIMITS.get(option);
        if (limit == null) {
            return;
        }
        boolean unlimited = option == Option.CLIENT_MAX_BODY_SIZE && value == OFF
                || option == Option.RETRY_BUDGET && text.equals("off");
        if (unlimited || value > limit.value()) {
            throw SpecException.expected(
                    option.directive(),
                    text,
                    "at most " + limit.text() + " in a tag or Meta; only an operator allows more, by a flag or a key");
        }
    }
}
