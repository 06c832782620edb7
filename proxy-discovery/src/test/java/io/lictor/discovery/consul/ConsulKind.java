package io.lictor.discovery.consul;

import java.util.HashMap;
import java.util.Map;

/** How Consuls of different ages answer the same: what the scripted ones do. Immutable. */
enum ConsulKind {
    /** Up to 1.9: each question is answered by a server. The ones that the tests on a real Consul run with. */
    BLOCKING,
    /** From 1.10 on: a question that waits is answered by the agent, with what a server streamed to it. */
    STREAMING,
    /** The same where the wait ended before the agent was streamed anything: nothing, with the index 1. */
    STREAMING_NOTHING_YET;

    private static final String BACKEND = "x-consul-query-backend";

    /** Whether this question is first answered out of a stream. */
    boolean streams(Query query) {
        return this != BLOCKING && query.index() > 0 && query.path().startsWith("/v1/health/service/");
    }

    /** What a server says. */
    Answer byServer(Answer answer) {
        if (this == BLOCKING) {
            return answer;
        }
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.put(BACKEND, "blocking-query");
        headers.put("x-consul-effective-consistency", "leader");
        headers.put("x-consul-default-acl-policy", "allow");
        headers.putIfAbsent("x-consul-results-filtered-by-acls", "false");
        return new Answer(answer.status(), headers, answer.body());
    }

    /** What the agent says of the same. */
    Answer streamed(Answer answer) {
        boolean nothing = this == STREAMING_NOTHING_YET;
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.put(BACKEND, "streaming");
        headers.put("x-consul-effective-consistency", "leader");
        headers.put("x-consul-knownleader", "false");
        headers.put("x-consul-lastcontact", "0");
        if (nothing) {
            headers.put("x-consul-index", "1");
        }
        return new Answer(answer.status(), headers, nothing ? "[]" : answer.body());
    }
}
