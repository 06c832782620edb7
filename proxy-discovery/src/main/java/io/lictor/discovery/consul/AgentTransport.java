package io.lictor.discovery.consul;

import java.io.IOException;
import java.util.List;

/**
 * Asks whichever agent is to be asked.
 *
 * <p>One thread asks at a time, any closes. Owns a transport for each agent.
 */
/*
 * An index is that of a datacenter's servers, but an agent may stand behind others of them, or be one of another
 * datacenter by mistake: so the first question to another agent is answered at once, and its index judged as any other.
 */
final class AgentTransport implements ConsulTransport {

    /** An agent that cannot reach its servers says so with 500; so does one whose servers have no leader. */
    private static final int FAILURES_IN_A_ROW = 3;

    private final List<EcwidTransport> transports;
    private final Agents agents;
    private final Identities identities;
    private final Runnable onTrouble;
    private int asked;
    private int failures;
    private volatile boolean closed;

    /**
     * @param onTrouble called when a question was not answered, or the agent could not answer it
     */
    AgentTransport(List<EcwidTransport> transports, Agents agents, Identities identities, Runnable onTrouble) {
        this.transports = transports;
        this.agents = agents;
        this.identities = identities;
        this.onTrouble = onTrouble;
    }

    @Override
    public Answer get(Query query) throws IOException {
        int agent = agents.current();
        Query question = agent == asked ? query : query.atOnce();
        asked = agent;
        try {
            identities.check(agent, transports.get(agent), () -> closed);
            Answer answer = transports.get(agent).get(question);
            if (answer.status() >= 500) {
                onTrouble.run();
            }
            failures = answer.status() >= 500 ? failures + 1 : 0;
            if (failures >= FAILURES_IN_A_ROW) {
                failures = 0;
                agents.failed(agent, "status " + answer.status());
            }
            return answer;
        } catch (IOException e) {
            if (!closed) {
                identities.lost(agent);
                agents.failed(agent, String.valueOf(e.getMessage()));
                onTrouble.run();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        transports.forEach(EcwidTransport::close);
    }
}
