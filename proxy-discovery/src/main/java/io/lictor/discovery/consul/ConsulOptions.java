package io.lictor.discovery.consul;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to reach Consul.
 *
 * @param agents those to ask, the best first; at least one. They are of one datacenter
 * @param token the ACL token, sent in a header, never logged; empty for none
 * @param tokenFile where the token is read from, again when it changes; it goes before {@code token}
 * @param caFile PEM file of the certificates to trust; empty for the JVM's ({@code CONSUL_CACERT})
 * @param clientCertificate who we are to an agent that wants to know; read again when one of its files changes
 * @param verify whether the server's certificate is checked ({@code CONSUL_HTTP_SSL_VERIFY})
 * @param datacenter which one to ask about; empty for the agents' own
 * @param taggedAddress by which of the addresses that services and nodes have by name instances are reached: {@code lan},
 *     {@code wan} …; empty for the usual one, which one that lacks it has anyway
 * @param maxBlockingQueries how many services are watched by a query each; more are watched by a few for all
 */
public record ConsulOptions(
        List<Agent> agents,
        Optional<String> token,
        Optional<Path> tokenFile,
        Optional<Path> caFile,
        Optional<ClientCertificate> clientCertificate,
        boolean verify,
        Optional<String> datacenter,
        Optional<String> taggedAddress,
        int maxBlockingQueries) {

    /** Together with what else asks from one address this stays below the 200 connections that Consul allows. */
    public static final int MAX_BLOCKING_QUERIES = 128;

    public ConsulOptions {
        agents = List.copyOf(agents);
    }

    /** One agent, about its own datacenter. */
    public ConsulOptions(
            boolean https, String host, int port, Optional<String> token, Optional<Path> caFile, boolean verify) {
        this(
                List.of(new Agent(https, host, port)),
                token,
                Optional.empty(),
                caFile,
                Optional.empty(),
                verify,
                Optional.empty(),
                Optional.empty(),
                MAX_BLOCKING_QUERIES);
    }

    /** These agents, about their own datacenter, with all else as by default. */
    public static ConsulOptions of(List<Agent> agents) {
        return new ConsulOptions(
                agents,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                MAX_BLOCKING_QUERIES);
    }

    /** The same about another datacenter, asked through the same agents. */
    public ConsulOptions withDatacenter(String name) {
        return new ConsulOptions(
                agents,
                token,
                tokenFile,
                caFile,
                clientCertificate,
                verify,
                Optional.of(name),
                taggedAddress,
                maxBlockingQueries);
    }

    /** The same, reaching instances by an address that they have by name. */
    public ConsulOptions withTaggedAddress(String name) {
        return new ConsulOptions(
                agents,
                token,
                tokenFile,
                caFile,
                clientCertificate,
                verify,
                datacenter,
                Optional.of(name),
                maxBlockingQueries);
    }

    /** The same with another bound of blocking queries. */
    public ConsulOptions withMaxBlockingQueries(int most) {
        return new ConsulOptions(
                agents, token, tokenFile, caFile, clientCertificate, verify, datacenter, taggedAddress, most);
    }

    /** The same with a client certificate. */
    public ConsulOptions withClientCertificate(Path certificate, Path key) {
        return new ConsulOptions(
                agents,
                token,
                tokenFile,
                caFile,
                Optional.of(new ClientCertificate(certificate, key)),
                verify,
                datacenter,
                taggedAddress,
                maxBlockingQueries);
    }

    /** The files that TLS is made of. */
    List<Path> tlsFiles() {
        return Stream.concat(
                        caFile.stream(),
                        clientCertificate.stream().flatMap(files -> Stream.of(files.certificate(), files.key())))
                .toList();
    }

    @Override
    public String toString() {
        return agents.stream().map(Agent::toString).collect(Collectors.joining(","));
    }

    /**
     * A certificate that we show, and its key.
     *
     * @param certificate PEM file: the certificate, then those between it and the root ({@code CONSUL_CLIENT_CERT})
     * @param key PEM file, not encrypted ({@code CONSUL_CLIENT_KEY})
     */
    public record ClientCertificate(Path certificate, Path key) {}

    /**
     * One agent's HTTP API.
     *
     * @param https whether by TLS
     * @param host a name or address
     * @param port 1 to 65535
     */
    public record Agent(boolean https, String host, int port) {

        /** The scheme and the host, as a URL has them. */
        String root() {
            return (https ? "https://" : "http://") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host);
        }

        @Override
        public String toString() {
            return root() + ":" + port;
        }
    }
}
