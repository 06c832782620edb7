package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.RegistryIdentity;
import io.lictor.discovery.consul.ConsulJson.Config;
import io.lictor.discovery.consul.ConsulOptions.Agent;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that an agent is of the datacenter that is asked about, before the first question to it and after each time it
 * was lost: what another datacenter says would take away all that is known of this one.
 *
 * <p>Any thread. Owns nothing.
 */
/*
 * Where no datacenter was named it is that of the agent that answered first. An agent that may not say what it is (agent:read
 * is a right of its own) is taken for one of it; its instances bear their datacenter's name, and discovery looks at that. A
 * datacenter that was named and is none would be answered with 500 for ever, as an outage is.
 */
final class Identities {

    /** An agent that fails again and again is not asked for its name each time. */
    static final long LEAST_AGE_MILLIS = 5_000;

    private static final Logger log = LoggerFactory.getLogger(Identities.class);

    /** What is known of one agent; guarded by itself but for what is volatile. */
    private static final class Known {
        private volatile @Nullable RegistryIdentity identity;
        private volatile long checkedAt;
        /** How often it was lost, and how often it had been when it last said who it is. */
        private final AtomicInteger losses = new AtomicInteger();

        private volatile int lossesChecked;
        /** How often it was asked in vain, and why the last time. */
        private volatile int failures;

        private String why = "";
    }

    private final List<Agent> agents;
    private final Optional<String> named;
    private final Ticker ticker;
    private final Known[] known;
    /** What each said last, null before it did. Guarded by this, as the next two. */
    private final @Nullable String[] names;
    /** The name that all have to have; empty until the first says it. */
    private String datacenter;
    /** The name that the last run knew. */
    private String preferred = "";

    /**
     * @param named the datacenter that is asked about; empty for the agents' own
     */
    Identities(List<Agent> agents, Optional<String> named, Ticker ticker) {
        this.agents = agents;
        this.named = named;
        this.ticker = ticker;
        this.datacenter = named.orElse("");
        this.names = new String[agents.size()];
        this.known = new Known[agents.size()];
        for (int i = 0; i < known.length; i++) {
            known[i] = new Known();
        }
    }

    /**
     * The last run knew this datacenter. An agent of another one is believed only when all have answered and none is of
     * that: one that is away may be.
     */
    synchronized void knew(String name) {
        preferred = name;
    }

    /** What is known of an agent. */
    RegistryIdentity of(int agent) {
        RegistryIdentity identity = known[agent].identity;
        return identity == null ? RegistryIdentity.NONE : identity;
    }

    /** It did not answer: it may be another one when it does. */
    void lost(int agent) {
        known[agent].losses.incrementAndGet();
    }

    /**
     * Asks who it is, unless that is known; of many that want to know at once one asks, and what it hears counts for all.
     *
     * @param transport to that agent; the caller's own
     * @param closed whether the caller was closed, so that its failure says nothing about the agent
     * @throws ConsulException when it is of another datacenter, or does not know the one that was named
     * @throws IOException when it does not answer
     */
    void check(int agent, ConsulTransport transport, BooleanSupplier closed) throws IOException {
        Known one = known[agent];
        if (isKnown(one)) {
            return;
        }
        int before = one.failures;
        synchronized (one) {
            if (isKnown(one)) {
                return;
            }
            if (one.failures != before) {
                throw new IOException(one.why);
            }
            try {
                // From before it is asked: it may be lost again while it answers.
                int losses = one.losses.get();
                one.identity = named.isPresent() ? reaching(agent, named.get(), transport) : itself(agent, transport);
                one.checkedAt = ticker.millis();
                one.lossesChecked = losses;
            } catch (IOException e) {
                if (!closed.getAsBoolean()) {
                    one.why = String.valueOf(e.getMessage());
                    one.failures++;
                }
                throw e;
            }
        }
    }

    private boolean isKnown(Known one) {
        return one.identity != null
                && (one.lossesChecked == one.losses.get() || ticker.millis() - one.checkedAt < LEAST_AGE_MILLIS);
    }

    private RegistryIdentity itself(int agent, ConsulTransport transport) throws IOException {
        String address = agents.get(agent).toString();
        Config config = mayNotSay(transport.get(Query.prompt("/v1/agent/self")))
                .map(Identities::config)
                .orElse(null);
        if (config == null) {
            return new RegistryIdentity("", "", "", address);
        }
        RegistryIdentity found = new RegistryIdentity(
                orEmpty(config.datacenter()), orEmpty(config.nodeName()), orEmpty(config.version()), address);
        agree(agent, found);
        if (!found.equals(of(agent))) {
            log.info(
                    "consul agent={} datacenter={} node={} version={}",
                    address,
                    found.datacenter(),
                    found.node(),
                    found.version());
        }
        return found;
    }

    private synchronized void agree(int agent, RegistryIdentity found) throws ConsulException {
        names[agent] = found.datacenter();
        if (datacenter.isEmpty() && (preferred.isEmpty() || isNobodyOf(preferred))) {
            datacenter = found.datacenter();
        }
        String expected = datacenter.isEmpty() ? preferred : datacenter;
        if (!found.datacenter().isEmpty() && !found.datacenter().equals(expected)) {
            throw new ConsulException(
                    "agent " + found.address() + " is of datacenter \"" + found.datacenter() + "\" (expected: \""
                            + expected + "\", as what is known)",
                    false);
        }
    }

    /**
     * The body of an answer that says it; empty where the agent refuses to, or does not know what is meant.
     *
     * @throws ConsulException where it could not answer, which proves nothing
     */
    private static Optional<String> mayNotSay(Answer answer) throws ConsulException {
        if (answer.status() == 401 || answer.status() == 403 || answer.status() == 404) {
            return Optional.empty();
        }
        answer.require();
        return Optional.of(answer.body());
    }

    /** Whether every agent has said its datacenter, and none is of that one. */
    private boolean isNobodyOf(String name) {
        return Arrays.stream(names).noneMatch(said -> said == null || said.equals(name));
    }

    private static @Nullable Config config(String body) {
        try {
            return ConsulJson.self(body).config();
        } catch (ConsulException e) {
            log.debug("an agent does not say what it is why=\"{}\"", e.getMessage());
            return null;
        }
    }

    /** The datacenter that was named is answered for by its own servers; the agent has to know it. */
    private RegistryIdentity reaching(int agent, String name, ConsulTransport transport) throws IOException {
        String address = agents.get(agent).toString();
        Optional<String> body = mayNotSay(transport.get(Query.prompt("/v1/catalog/datacenters")));
        if (body.isPresent()) {
            List<String> names = ConsulJson.datacenters(body.get());
            if (!names.contains(name)) {
                throw new ConsulException(
                        "datacenter \"" + name + "\" (expected: one that " + address + " knows: "
                                + String.join(", ", names) + ")",
                        false);
            }
        }
        return new RegistryIdentity(name, "", "", address);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
