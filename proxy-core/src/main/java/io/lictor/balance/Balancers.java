package io.lictor.balance;

import io.lictor.config.Balance;
import io.lictor.upstream.Balancer;
import io.lictor.upstream.PeerIndex;
import io.lictor.upstream.PeerSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The balancer of each method. Without state: any thread. */
public final class Balancers implements Balancer.Factory {

    @Override
    public Balancer create(Balance balance, int loop) {
        return switch (balance.method()) {
            case ROUND_ROBIN -> new RoundRobin(loop);
            case LEAST_CONN -> new LeastConn(loop);
            case LEAST_TIME -> new LeastTime(loop);
            case RANDOM -> new RandomTwo(loop, ThreadLocalRandom.current().nextLong());
            case IP_HASH -> new IpHash(loop);
            case HASH -> balance.consistent() ? new ConsistentHash(loop, balance) : new Hash(loop, balance);
            case STICKY -> new Sticky(loop, balance);
        };
    }

    @Override
    public @Nullable PeerIndex index(Balance balance, List<PeerSet.Member> members, @Nullable PeerIndex before) {
        return switch (balance.method()) {
            case ROUND_ROBIN, LEAST_CONN, LEAST_TIME, RANDOM, IP_HASH -> null;
            case HASH -> balance.consistent() ? Ketama.of(members, before) : null;
            case STICKY -> PeerNames.of(members);
        };
    }
}
