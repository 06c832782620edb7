package io.lictor.server.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One small web service of the demonstration, in a process of its own: answers every request with its name.
 *
 * <p>Started by {@link DemoService}. Says on standard output which port it got, and ends when its standard input does, so
 * that it never outlives who started it. A daemon thread for each connection.
 */
@Command(name = "demo-service", hidden = true)
public final class DemoServiceCommand implements Callable<Integer> {

    /*
     * Not the JDK's HTTP server: that writes head and body apart, and a service that is killed between the two has answered
     * by half, which no proxy can make good.
     */

    static final String LISTENING = "listening on port ";

    @Option(names = "--port", defaultValue = "0")
    int port;

    @Option(names = "--name", required = true)
    String name = "";

    @Override
    public Integer call() throws IOException {
        ServerSocket server = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        daemon(() -> accept(server));
        System.out.println(LISTENING + server.getLocalPort());
        while (System.in.read() >= 0) {
            // Nothing is said to it; only the end counts.
        }
        server.close();
        return 0;
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: the process is ending.
        }
    }

    private void serve(Socket socket) {
        byte[] answer = answer();
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            while (skipHead(in)) {
                out.write(answer);
            }
        } catch (IOException e) {
            // The client went away, which is its right.
        }
    }

    /** Whether there was a request. Bodies are none of its business: the demonstration sends none. */
    private static boolean skipHead(BufferedReader in) throws IOException {
        @Nullable String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
        return line != null;
    }

    private byte[] answer() {
        String body = name + "\n";
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length();
        return (head + "\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "demo-service");
        thread.setDaemon(true);
        thread.start();
    }
}
