package io.lictor.names;

import io.lictor.clock.LoopTimers;
import io.lictor.clock.Ticker;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the host names of peers are resolved to, as far as it is known.
 *
 * <p>Any thread but a data loop. Owns a thread, which is started with the first name: without names nothing is.
 */
public final class Names implements AutoCloseable {

    /** nginx's {@code resolver_timeout}. */
    private static final long START_TIMEOUT_SECONDS = 30;

    private final Optional<InetSocketAddress> server;
    private final Ticker ticker;
    private final Runnable onChange;
    private final Map<String, List<String>> known = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> asked = new ConcurrentHashMap<>();
    private @Nullable Asker asker;

    /**
     * Knows nothing yet.
     *
     * @param server {@code resolver}: the DNS server to ask; empty for those of the system
     * @param onChange told when a name has other addresses, on the thread of the names
     */
    public Names(Optional<InetSocketAddress> server, Ticker ticker, Runnable onChange) {
        this.server = server;
        this.ticker = ticker;
        this.onChange = onChange;
    }

    /** Makes {@code hosts} the names that are kept up to date; others are forgotten. Waits for nothing. */
    public synchronized void want(Set<String> hosts) {
        Asker there = asker;
        if (there == null) {
            if (hosts.isEmpty()) {
                return;
            }
            there = new Asker();
            asker = there;
        }
        hosts.forEach(host -> asked.computeIfAbsent(host, h -> new CountDownLatch(1)));
        asked.keySet().retainAll(hosts);
        known.keySet().retainAll(hosts);
        Asker asking = there;
        asking.loop.execute(() -> asking.want(hosts));
    }

    /** Waits until each of {@code hosts}, which are wanted, has been asked for, successfully or not; at most half a minute. */
    public void await(Set<String> hosts) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_SECONDS);
        for (String host : hosts) {
            CountDownLatch latch = asked.get(host);
            try {
                if (latch != null && !latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The addresses of a wanted name as IP literals, in a stable order; empty while they are not known. */
    public List<String> addresses(String host) {
        return known.getOrDefault(host, List.of());
    }

    @Override
    public synchronized void close() {
        if (asker != null) {
            asker.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private void answered(String host, List<String> ips) {
        CountDownLatch latch = asked.get(host);
        if (latch == null) {
            return;
        }
        List<String> before = ips.isEmpty() ? known.remove(host) : known.put(host, ips);
        latch.countDown();
        if (!ips.equals(before == null ? List.of() : before)) {
            onChange.run();
        }
    }

    private DnsServerAddressStreamProvider servers() {
        return server.<DnsServerAddressStreamProvider>map(SingletonDnsServerAddressStreamProvider::new)
                .orElseGet(DnsServerAddressStreamProviders::platformDefault);
    }

    /** The thread of the names and what is confined to it. */
    private final class Asker {

        private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("lictor-names", true), NioIoHandler.newFactory());
        private final EventLoop loop = group.next();
        private final LoopTimers timers = new LoopTimers(loop, ticker);
        private final DnsServerAddressStreamProvider servers = servers();
        private final Map<String, WatchedName> watched = new HashMap<>();

        private void want(Set<String> hosts) {
            watched.entrySet().removeIf(entry -> {
                if (hosts.contains(entry.getKey())) {
                    return false;
                }
                entry.getValue().close();
                return true;
            });
            for (String host : hosts) {
                if (!watched.containsKey(host)) {
                    WatchedName name = new WatchedName(host, loop, timers, servers, Names.this::answered);
                    watched.put(host, name);
                    name.ask();
                }
            }
        }
    }
}
