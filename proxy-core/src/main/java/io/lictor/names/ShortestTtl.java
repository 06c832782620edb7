package io.lictor.names;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps nothing but the shortest TTL of the addresses that came: Netty's resolver tells it to its cache only.
 *
 * <p>Confined to the resolver's event loop.
 */
final class ShortestTtl implements DnsCache {

    private long seconds = Long.MAX_VALUE;

    /** The shortest since the last {@link #clear()}. */
    long millis() {
        return seconds == Long.MAX_VALUE ? 0 : seconds * 1_000;
    }

    @Override
    public void clear() {
        seconds = Long.MAX_VALUE;
    }

    @Override
    public boolean clear(String hostname) {
        return false;
    }

    @Override
    public List<? extends DnsCacheEntry> get(String hostname, DnsRecord @Nullable [] additionals) {
        return List.of();
    }

    @Override
    public DnsCacheEntry cache(
            String hostname,
            DnsRecord @Nullable [] additionals,
            InetAddress address,
            long originalTtl,
            EventLoop loop) {
        seconds = Math.min(seconds, originalTtl);
        return new Entry(address, null);
    }

    @Override
    public DnsCacheEntry cache(String hostname, DnsRecord @Nullable [] additionals, Throwable cause, EventLoop loop) {
        return new Entry(null, cause);
    }

    private record Entry(
            @Nullable InetAddress address, @Nullable Throwable cause) implements DnsCacheEntry {}
}
