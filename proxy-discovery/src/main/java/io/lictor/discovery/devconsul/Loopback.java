package io.lictor.discovery.devconsul;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback addresses that nobody uses: Linux has 127.0.0.0/8, so that each agent can have all of Consul's usual ports to
 * itself, and processes that run at once do not meet. Elsewhere there is 127.0.0.1 alone. Without state; any thread.
 */
final class Loopback {

    /** Where agents listen; taken to be free when these are. */
    private static final int[] PORTS = {8300, 8301, 8500};

    private static final int TRIES = 50;

    private Loopback() {}

    /** Some free addresses, next to each other. */
    static List<String> take(int count) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < TRIES; i++) {
            String network = String.format(Locale.ROOT, "127.%d.%d.", random.nextInt(64, 250), random.nextInt(1, 250));
            int first = random.nextInt(1, 200);
            List<String> addresses = new ArrayList<>();
            for (int n = 0; n < count; n++) {
                addresses.add(network + (first + n));
            }
            if (addresses.stream().allMatch(Loopback::isFree)) {
                return addresses;
            }
        }
        throw new IOException("no free address in 127.0.0.0/8 (expected: Linux)");
    }

    private static boolean isFree(String address) {
        for (int port : PORTS) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}
