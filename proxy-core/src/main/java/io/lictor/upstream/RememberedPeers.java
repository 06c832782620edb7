package io.lictor.upstream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.lictor.clock.Ticker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Peers that left, each for its fail_timeout: when its instance restarts and registers again at the same address, its
 * failures and what its checks found still count.
 *
 * <p>Confined to the thread of its {@link PeerReconciler}. Owns nothing. Bounded in number too.
 */
final class RememberedPeers {

    private final int most;
    private final Ticker ticker;
    /** Made when the first peer leaves: a start does not load the hundred classes of it. */
    private @Nullable Cache<PeerKey, Remembered> cache;

    RememberedPeers(int most, Ticker ticker) {
        this.most = most;
        this.ticker = ticker;
    }

    /** Remembers a peer that left now. */
    void put(PeerKey key, Peer peer, Duration keep) {
        if (cache == null) {
            cache = Caffeine.newBuilder()
                    .maximumSize(most)
                    .ticker(ticker::nanos)
                    .executor(Runnable::run)
                    .expireAfter(Expiry.<PeerKey, Remembered>creating((k, remembered) -> remembered.keep()))
                    .build();
        }
        cache.put(key, new Remembered(peer, keep));
    }

    /** The peer that left, which from now on is remembered no more; null when none is. */
    @Nullable
    Peer take(PeerKey key) {
        Remembered remembered = cache == null ? null : cache.asMap().remove(key);
        return remembered == null ? null : remembered.peer();
    }

    /** Those at which a peer is remembered. */
    Set<Endpoint> endpoints() {
        Set<Endpoint> endpoints = new HashSet<>();
        if (cache != null) {
            cache.asMap()
                    .values()
                    .forEach(remembered -> endpoints.add(remembered.peer().endpoint()));
        }
        return endpoints;
    }

    /** A peer that left and for how long it is remembered. */
    private record Remembered(Peer peer, Duration keep) {}
}
