package io.lictor.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A port of 127.0.0.1 that answers no connection, as a machine that is gone: its backlog is full, and Linux drops what comes
 * then.
 */
public final class HangingPort implements Closeable {

    private final ServerSocket server = new ServerSocket();
    private final List<Socket> fillers = new ArrayList<>();

    public HangingPort() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        // A backlog of 1 holds two.
        for (int n = 0; n < 2; n++) {
            Socket filler = new Socket();
            filler.connect(server.getLocalSocketAddress(), 5_000);
            fillers.add(filler);
        }
    }

    /** {@code http://127.0.0.1:PORT}, as a route's target. */
    public String target() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** How many connections to it are being made: what the kernel lists as SYN_SENT. */
    public int beingMade() {
        String port = String.format(Locale.ROOT, ":%04X 02 ", server.getLocalPort());
        try (Stream<String> v4 = Files.lines(Path.of("/proc/net/tcp"));
                Stream<String> v6 = Files.lines(Path.of("/proc/net/tcp6"))) {
            return (int)
                    Stream.concat(v4, v6).filter(line -> line.contains(port)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on connections are served by {@code script}: also those that are being made. */
    public ScriptedPeer serve(ScriptedPeer.Script script) throws IOException {
        for (Socket filler : fillers) {
            filler.close();
            server.accept().close();
        }
        return ScriptedPeer.on(server, script);
    }

    @Override
    public void close() throws IOException {
        for (Socket filler : fillers) {
            filler.close();
        }
        server.close();
    }
}
