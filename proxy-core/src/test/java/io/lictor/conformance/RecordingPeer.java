package io.lictor.conformance;

import io.lictor.conformance.WireLinter.Direction;
import io.lictor.conformance.WireLinter.Message;
import io.lictor.testkit.ScriptedPeer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The peer behind the proxy: keeps every byte it gets, and answers what the case says.
 *
 * <p>A request belongs to the case that was under way when its first byte came. Any thread; guarded by itself.
 */
final class RecordingPeer implements Closeable {

    /** The request that asks whether a connection still works: answered the same way in every case. */
    static final String PROBE = "GET /probe HTTP/1.1\r\nHost: probe.test\r\n\r\n";

    /** In every answer of the peer's own making; {@code /probe} in that to a probe. */
    static final String MARK = "X-Peer";

    private final ScriptedPeer peer = ScriptedPeer.start(this::serve);
    private final List<Message> forwarded = new ArrayList<>();
    private final List<Wire> wires = new ArrayList<>();
    private final List<String> unclean = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private @Nullable Case current;
    private long turn;

    /** One connection's bytes, up to where requests were read from them. */
    private static final class Wire {
        private final StringBuilder bytes = new StringBuilder();
        private int at;
        private long turn;
        private String id = "";
        private boolean ended;
    }

    int port() {
        return peer.port();
    }

    synchronized void begin(Case next) {
        current = next;
        turn++;
        forwarded.clear();
        unclean.clear();
        wires.stream().filter(wire -> wire.ended).forEach(this::lintRest);
        wires.removeIf(wire -> wire.ended);
    }

    /** The requests of the case that came whole, but for probes. */
    synchronized List<Message> forwarded() {
        return List.copyOf(forwarded);
    }

    /** What is unclean in the bytes that came, also in those of a request that did not come whole. */
    synchronized List<String> unclean() {
        List<String> all = new ArrayList<>(unclean);
        for (Wire wire : wires) {
            if (wire.turn == turn) {
                all.addAll(problemsOfRest(wire));
            }
        }
        return all;
    }

    /** What is unclean in bytes that were read when their case was over, with its name: all that came, when all is closed. */
    synchronized List<String> late() {
        wires.forEach(this::lintRest);
        wires.clear();
        return List.copyOf(late);
    }

    @Override
    public void close() {
        peer.close();
    }

    private void serve(ScriptedPeer.Connection connection) throws IOException {
        Wire wire = new Wire();
        synchronized (this) {
            wires.add(wire);
        }
        InputStream in = connection.socket().getInputStream();
        byte[] buffer = new byte[65536];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                String bytes = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                for (Message request = next(wire, bytes); request != null; request = next(wire, "")) {
                    if (!answer(connection, request)) {
                        return;
                    }
                }
            }
        } finally {
            synchronized (this) {
                wire.ended = true;
            }
        }
    }

    private synchronized @Nullable Message next(Wire wire, String bytes) {
        if (wire.at == wire.bytes.length()) {
            wire.turn = turn;
            wire.id = current == null ? "" : current.id();
        }
        wire.bytes.append(bytes);
        if (wire.at == wire.bytes.length()) {
            return null;
        }
        Message request = WireLinter.read(wire.bytes.toString(), wire.at, Direction.REQUEST, false, false);
        if (!request.complete()) {
            return null;
        }
        wire.at = request.end();
        if (wire.turn == turn) {
            unclean.addAll(request.problems());
            if (!isProbe(request)) {
                forwarded.add(request);
            }
        } else {
            request.problems().forEach(problem -> late.add(wire.id + ": " + problem));
        }
        return request;
    }

    /** What came of a request that did not come whole, behind its case. */
    private void lintRest(Wire wire) {
        problemsOfRest(wire).forEach(problem -> late.add(wire.id + ": " + problem));
    }

    private static List<String> problemsOfRest(Wire wire) {
        return wire.at == wire.bytes.length()
                ? List.of()
                : WireLinter.read(wire.bytes.toString(), wire.at, Direction.REQUEST, false, true)
                        .problems();
    }

    private static boolean isProbe(Message request) {
        return request.startLine().startsWith("GET /probe ");
    }

    /** False when the connection ends with the answer. */
    private boolean answer(ScriptedPeer.Connection connection, Message request) throws IOException {
        Case playing;
        synchronized (this) {
            playing = current;
        }
        if (playing == null || playing.peer().isEmpty() && !playing.peerEnds() || isProbe(request)) {
            connection.send(usualAnswer(request.startLine()));
            return true;
        }
        for (String piece : playing.peer()) {
            connection.send(piece);
            Pause.between();
        }
        return !playing.peerEnds();
    }

    /** 200 with method and target as its body. */
    private static String usualAnswer(String requestLine) {
        String asked = requestLine.replaceFirst(" HTTP/1.\\d$", "");
        String mark = requestLine.startsWith("GET /probe ") ? "/probe" : "yes";
        return "HTTP/1.1 200 OK\r\n" + MARK + ": " + mark + "\r\nContent-Length: " + asked.length() + "\r\n\r\n"
                + (requestLine.startsWith("HEAD ") ? "" : asked);
    }
}
