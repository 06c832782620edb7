package io.lictor.discovery.consul;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers by script, in order, and keeps what it was asked. One that streams says each good answer twice: as its agent, and to
 * the same question without waiting, which is not kept, as a server. One thread.
 */
final class ScriptedTransport implements ConsulTransport {

    private interface Step {
        Answer play() throws IOException;
    }

    private final Deque<Step> steps = new ArrayDeque<>();
    private final List<Query> asked = new ArrayList<>();
    private final ConsulKind kind;
    private @Nullable Answer behindTheStream;

    ScriptedTransport() {
        this(ConsulKind.BLOCKING);
    }

    ScriptedTransport(ConsulKind kind) {
        this.kind = kind;
    }

    ScriptedTransport answer(long index, String body) {
        return answer(200, Map.of("x-consul-index", Long.toString(index), "x-consul-knownleader", "true"), body);
    }

    ScriptedTransport stale(long index, String body) {
        return answer(200, Map.of("x-consul-index", Long.toString(index), "x-consul-knownleader", "false"), body);
    }

    ScriptedTransport status(int status, String body) {
        return answer(status, Map.of("x-consul-index", "1", "x-consul-knownleader", "false"), body);
    }

    ScriptedTransport answer(int status, Map<String, String> headers, String body) {
        steps.add(() -> new Answer(status, headers, body));
        return this;
    }

    ScriptedTransport failure(String message) {
        steps.add(() -> {
            throw new IOException(message);
        });
        return this;
    }

    @Override
    public Answer get(Query query) throws IOException {
        Answer vouched = behindTheStream;
        if (vouched != null) {
            behindTheStream = null;
            if (!query.equals(lastAsked().atOnce())) {
                throw new AssertionError("asked after a stream's answer: " + query);
            }
            return kind.byServer(vouched);
        }
        asked.add(query);
        Step step = steps.poll();
        if (step == null) {
            throw new AssertionError("asked beyond the script: " + query);
        }
        Answer answer = step.play();
        if (answer.status() == 200 && kind.streams(query)) {
            behindTheStream = answer;
            return kind.streamed(answer);
        }
        return kind.byServer(answer);
    }

    List<Query> asked() {
        return asked;
    }

    Query lastAsked() {
        return asked.get(asked.size() - 1);
    }

    @Override
    public void close() {}
}
