package io.lictor.balance;

import io.lictor.config.PeerOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * nginx's algorithms word for word, slow and plain: ngx_http_upstream_get_round_robin_peer, _get_least_conn_peer and their
 * free. Beyond nginx it knows slow_start, and weights in parts of 1024 for it.
 */
final class SlowNginx {

    private static final int UNIT = 1024;

    final List<PeerOptions> options;
    final List<Integer> primaries = new ArrayList<>();
    final List<Integer> backups = new ArrayList<>();
    final long[] currentWeight;
    final long[] effectiveWeight;
    final int[] fails;
    final long[] accessed;
    final long[] checked;
    final long[] slowFrom;
    final int[] conns;
    final boolean single;

    SlowNginx(List<PeerOptions> options) {
        this.options = options;
        single = options.size() == 1;
        currentWeight = new long[options.size()];
        effectiveWeight = options.stream().mapToLong(PeerOptions::weight).toArray();
        fails = new int[options.size()];
        accessed = new long[options.size()];
        checked = new long[options.size()];
        slowFrom = new long[options.size()];
        conns = new int[options.size()];
        for (int i = 0; i < options.size(); i++) {
            (options.get(i).isBackup() ? backups : primaries).add(i);
        }
    }

    int roundRobin(boolean[] tried, long now) {
        int best = roundRobin(primaries, tried, now);
        return chosen(best < 0 ? roundRobin(backups, tried, now) : best, tried, now);
    }

    int leastConn(boolean[] tried, long now) {
        int best = leastConn(primaries, tried, now);
        return chosen(best < 0 ? leastConn(backups, tried, now) : best, tried, now);
    }

    private int roundRobin(List<Integer> tier, boolean[] tried, long now) {
        int best = -1;
        long total = 0;
        for (int i : tier) {
            if (!isUsable(i, tried, now)) {
                continue;
            }
            total += grow(i, now);
            if (best < 0 || currentWeight[i] > currentWeight[best]) {
                best = i;
            }
        }
        if (best >= 0) {
            currentWeight[best] -= total;
        }
        return best;
    }

    private int leastConn(List<Integer> tier, boolean[] tried, long now) {
        int best = -1;
        boolean many = false;
        for (int i : tier) {
            if (!isUsable(i, tried, now)) {
                continue;
            }
            if (best < 0 || conns[i] * weight(best, now) < conns[best] * weight(i, now)) {
                best = i;
                many = false;
            } else if (conns[i] * weight(best, now) == conns[best] * weight(i, now)) {
                many = true;
            }
        }
        if (!many) {
            return best;
        }
        long total = 0;
        int first = best;
        for (int i : tier) {
            if (i < first
                    || !isUsable(i, tried, now)
                    || conns[i] * weight(first, now) != conns[first] * weight(i, now)) {
                continue;
            }
            total += grow(i, now);
            if (currentWeight[i] > currentWeight[best]) {
                best = i;
            }
        }
        currentWeight[best] -= total;
        return best;
    }

    private int chosen(int best, boolean[] tried, long now) {
        if (best < 0) {
            return -1;
        }
        tried[best] = true;
        conns[best]++;
        if (!single && now - checked[best] > options.get(best).failTimeoutMillis()) {
            checked[best] = now;
        }
        return best;
    }

    private boolean isUsable(int i, boolean[] tried, long now) {
        PeerOptions peer = options.get(i);
        if (tried[i] || peer.down() || peer.drain()) {
            return false;
        }
        if (!single
                && peer.maxFails() > 0
                && fails[i] >= peer.maxFails()
                && now - checked[i] <= peer.failTimeoutMillis()) {
            return false;
        }
        return peer.maxConns() == 0 || conns[i] < peer.maxConns();
    }

    private long grow(int i, long now) {
        long share = slowed(i, effectiveWeight[i], now);
        currentWeight[i] += share;
        if (effectiveWeight[i] < options.get(i).weight()) {
            effectiveWeight[i]++;
        }
        return share;
    }

    private long weight(int i, long now) {
        return slowed(i, options.get(i).weight(), now);
    }

    private long slowed(int i, long weight, long now) {
        long length = options.get(i).slowStartMillis();
        if (length == 0 || now - slowFrom[i] >= length) {
            return weight * UNIT;
        }
        return Math.max(1, weight * UNIT * (now - slowFrom[i]) / length);
    }

    void failed(int i, long now) {
        conns[i]--;
        fails[i]++;
        if (single) {
            return;
        }
        accessed[i] = now;
        checked[i] = now;
        int maxFails = options.get(i).maxFails();
        if (maxFails > 0) {
            effectiveWeight[i] -= options.get(i).weight() / maxFails;
        }
        if (effectiveWeight[i] < 0) {
            effectiveWeight[i] = 0;
        }
    }

    void succeeded(int i) {
        conns[i]--;
        if (!single && accessed[i] < checked[i]) {
            int maxFails = options.get(i).maxFails();
            if (maxFails > 0 && fails[i] >= maxFails) {
                slowFrom[i] = checked[i];
            }
            fails[i] = 0;
        }
    }

    void abandoned(int i) {
        conns[i]--;
    }
}
