package io.lictor.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A DNS server on UDP of 127.0.0.1 whose answers are set while it runs. Who is not known is NXDOMAIN; a family without
 * addresses of a name that is known is an empty answer.
 */
public final class ScriptedDns implements Closeable {

    /** What is said of a name. */
    private record Zone(int code, int ttl, List<InetAddress> addresses, boolean silent) {}

    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int SERVFAIL = 2;
    private static final int NXDOMAIN = 3;
    private static final Zone UNKNOWN = new Zone(NXDOMAIN, 0, List.of(), false);

    private final DatagramSocket socket;
    private final Map<String, Zone> zones = new ConcurrentHashMap<>();
    private final AtomicInteger queries = new AtomicInteger();

    private ScriptedDns(DatagramSocket socket) {
        this.socket = socket;
    }

    /** Starts on a free port. */
    public static ScriptedDns start() {
        try {
            ScriptedDns dns = new ScriptedDns(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
            Thread thread = new Thread(dns::serve, "scripted-dns");
            thread.setDaemon(true);
            thread.start();
            return dns;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** {@code name} has these addresses for {@code ttlSeconds}. */
    public ScriptedDns answer(String name, int ttlSeconds, String... ips) {
        List<InetAddress> addresses =
                Arrays.stream(ips).map(ScriptedDns::literal).toList();
        zones.put(name, new Zone(0, ttlSeconds, addresses, false));
        return this;
    }

    /** {@code name} is answered with SERVFAIL. */
    public ScriptedDns fail(String name) {
        zones.put(name, new Zone(SERVFAIL, 0, List.of(), false));
        return this;
    }

    /** {@code name} is not answered at all. */
    public ScriptedDns ignore(String name) {
        zones.put(name, new Zone(0, 0, List.of(), true));
        return this;
    }

    /** {@code name} is NXDOMAIN from now on. */
    public ScriptedDns forget(String name) {
        zones.remove(name);
        return this;
    }

    /** How many questions came. */
    public int queries() {
        return queries.get();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                queries.incrementAndGet();
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                if (answer.length > 0) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed, or a client that went away.
            }
        }
    }

    /** RFC 1035 section 4, of one question. */
    private byte[] answer(ByteBuffer query) throws IOException {
        int id = query.getShort(0) & 0xffff;
        query.position(12);
        StringBuilder name = new StringBuilder();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int type = query.getShort();
        query.getShort();
        byte[] question = new byte[query.position() - 12];
        query.get(12, question);
        Zone zone = zones.getOrDefault(name.toString(), UNKNOWN);
        if (zone.silent) {
            return new byte[0];
        }
        List<InetAddress> matching = zone.addresses.stream()
                .filter(address -> address.getAddress().length == (type == A ? 4 : type == AAAA ? 16 : 0))
                .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(id);
        // A response, recursion desired and available.
        out.writeShort(0x8180 | zone.code);
        out.writeShort(1);
        out.writeShort(matching.size());
        out.writeInt(0);
        out.write(question);
        for (InetAddress address : matching) {
            out.writeShort(0xc00c);
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(zone.ttl);
            out.writeShort(address.getAddress().length);
            out.write(address.getAddress());
        }
        return bytes.toByteArray();
    }

    private static InetAddress literal(String ip) {
        try {
            return InetAddress.getByName(ip);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
