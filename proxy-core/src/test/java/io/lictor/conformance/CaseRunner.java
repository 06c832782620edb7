package io.lictor.conformance;

import io.lictor.conformance.Outcome.End;
import io.lictor.conformance.WireLinter.Direction;
import io.lictor.conformance.WireLinter.Message;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one case over a connection of its own: sends, reads the answers, then asks whether the connection still works.
 *
 * <p>For one thread and one case.
 */
final class CaseRunner {

    private final Case run;
    private final Socket socket;
    private final InputStream in;
    private final StringBuilder wire = new StringBuilder();
    private final List<Message> answers = new ArrayList<>();
    private int at;
    private boolean ended;
    private boolean silent;

    private CaseRunner(Case run, Socket socket) throws IOException {
        this.run = run;
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Runs {@code run} against the proxy at {@code port}, behind which is {@code peer}. */
    static Outcome run(Case run, int port, RecordingPeer peer, int patienceMillis) throws IOException {
        peer.begin(run);
        try (Socket socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(patienceMillis);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), patienceMillis);
            return new CaseRunner(run, socket).run(peer);
        }
    }

    private Outcome run(RecordingPeer peer) {
        for (String piece : run.client()) {
            send(piece);
            Pause.between();
        }
        if (run.clientEnds()) {
            endOutput();
        }
        End end = readAnswers();
        List<String> unclean = new ArrayList<>(peer.unclean());
        answers.forEach(answer -> unclean.addAll(answer.problems()));
        return new Outcome(List.copyOf(answers), end, peer.forwarded(), List.copyOf(unclean));
    }

    private End readAnswers() {
        int finals = 0;
        int wanted = (int) run.expected().answers().stream()
                .filter(words -> words.stream().noneMatch(word -> word.startsWith("1") && !word.equals("101")))
                .count();
        while (finals < wanted) {
            Message answer = next(finals);
            if (answer == null) {
                return ended ? End.CLOSED : End.SILENT;
            }
            answers.add(answer);
            if (!answer.complete()) {
                return ended ? End.CLOSED : End.SILENT;
            }
            if (answer.status() == 101) {
                return End.TUNNEL;
            }
            finals += answer.status() >= 200 ? 1 : 0;
            if (finals > 0 && (closes(answer) || ended && at == wire.length())) {
                return readToEnd();
            }
        }
        return run.clientEnds() ? readToEnd() : probe();
    }

    private static boolean closes(Message answer) {
        boolean keepsByDefault = answer.startLine().startsWith("HTTP/1.1");
        return answer.untilClose()
                || answer.lists("Connection", "close")
                || !keepsByDefault && !answer.lists("Connection", "keep-alive");
    }

    /** Nothing may come but the end; what comes is taken as one more answer. */
    private End readToEnd() {
        Message extra = next(run.methods().size());
        if (extra != null) {
            answers.add(extra);
        }
        return ended ? End.CLOSED : End.SILENT;
    }

    private End probe() {
        send(RecordingPeer.PROBE);
        while (true) {
            Message answer = next(Integer.MAX_VALUE);
            if (answer == null) {
                return ended ? End.CLOSED : End.SILENT;
            }
            if (answer.values(RecordingPeer.MARK).equals(List.of("/probe"))) {
                return End.KEPT;
            }
            answers.add(answer);
        }
    }

    /** The next message from the proxy, which may be cut; null when none begins. */
    private @Nullable Message next(int number) {
        List<String> methods = run.methods();
        boolean toHead = number < methods.size() && methods.get(number).equals("HEAD");
        while (true) {
            if (at < wire.length()) {
                Message answer = WireLinter.read(wire.toString(), at, Direction.RESPONSE, toHead, ended);
                if (answer.complete() || ended || silent) {
                    at = answer.end();
                    return answer;
                }
            }
            if (ended || silent) {
                return null;
            }
            receive();
        }
    }

    private void receive() {
        byte[] buffer = new byte[65536];
        try {
            int n = in.read(buffer);
            ended = n < 0;
            wire.append(new String(buffer, 0, Math.max(n, 0), StandardCharsets.ISO_8859_1));
        } catch (SocketTimeoutException e) {
            silent = true;
        } catch (IOException e) {
            ended = true;
        }
    }

    private void send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // The proxy closed already: what it said is still to be read.
        }
    }

    private void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // As above.
        }
    }
}
