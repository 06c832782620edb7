package io.lictor.names;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a DNS server for the addresses of one family of one name; one question at a time.
 *
 * <p>Confined to its event loop. Owns its resolver.
 */
final class FamilyLookup implements AutoCloseable {

    private static final int QUERY_TIMEOUT_MILLIS = 2_000;
    private static final int MOST_QUERIES = 8;

    private final String host;
    private final ShortestTtl ttl = new ShortestTtl();
    private final DnsNameResolver resolver;

    FamilyLookup(String host, ResolvedAddressTypes family, EventLoop loop, DnsServerAddressStreamProvider servers) {
        this.host = host;
        this.resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                .nameServerProvider(servers)
                .resolvedAddressTypes(family)
                .queryTimeoutMillis(QUERY_TIMEOUT_MILLIS)
                .maxQueriesPerResolve(MOST_QUERIES)
                .resolveCache(ttl)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                // The hosts file was read before.
                .hostsFileEntriesResolver((name, types) -> null)
                .build();
    }

    /** Asks; {@code then} is told on the loop. */
    void ask(Consumer<Answer> then) {
        ttl.clear();
        resolver.resolveAll(host).addListener((Future<List<InetAddress>> ended) -> then.accept(answer(ended)));
    }

    @Override
    public void close() {
        resolver.close();
    }

    /** In the order of their numbers: servers rotate their answers, and that is no change. */
    static List<String> sorted(List<InetAddress> addresses) {
        return addresses.stream()
                .sorted(Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned))
                .map(NetUtil::toAddressString)
                .distinct()
                .toList();
    }

    private Answer answer(Future<List<InetAddress>> ended) {
        if (ended.isSuccess()) {
            return Answer.addresses(sorted(ended.getNow()), ttl.millis());
        }
        Throwable cause = ended.cause();
        return isDenial(cause) ? Answer.denied(problem(cause)) : Answer.failed(problem(cause));
    }

    /** Whether a server has answered that there is nothing: else it was not asked, or could not say. */
    private static boolean isDenial(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DnsErrorCauseException error) {
                return error.getCode().equals(DnsResponseCode.NXDOMAIN)
                        || error.getCode().equals(DnsResponseCode.NXRRSET)
                        || error.getCode().equals(DnsResponseCode.NOERROR);
            }
            if (cause.getCause() == null) {
                return cause == failure;
            }
        }
        return false;
    }

    private static String problem(@Nullable Throwable failure) {
        Throwable root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null ? "" : String.valueOf(root.getMessage());
    }
}
