package io.lictor.discovery.consul;

import java.io.IOException;
import java.util.List;

/**
 * Asks one agent after the other for the leader, the one first that is asked by all, until one names it; from then on all ask
 * that one. That one does not answer is no news to anybody.
 *
 * <p>One thread asks, any closes. Owns a transport for each agent.
 */
final class ProbeTransport implements ConsulTransport {

    private final List<EcwidTransport> transports;
    private final Agents agents;
    private final Identities identities;
    private volatile boolean closed;

    ProbeTransport(List<EcwidTransport> transports, Agents agents, Identities identities) {
        this.transports = transports;
        this.agents = agents;
        this.identities = identities;
    }

    @Override
    public Answer get(Query query) throws IOException {
        int first = agents.current();
        IOException failure = new IOException("closed");
        for (int n = 0; n < transports.size() && !closed; n++) {
            int agent = (first + n) % transports.size();
            try {
                identities.check(agent, transports.get(agent), () -> closed);
                Answer answer = transports.get(agent).get(query);
                answer.require();
                if (!Reconnection.isLeaderNamed(answer)) {
                    throw new IOException("no leader is known to " + agents.name(agent));
                }
                agents.found(agent, first);
                return answer;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    @Override
    public void close() {
        closed = true;
        transports.forEach(EcwidTransport::close);
    }
}
