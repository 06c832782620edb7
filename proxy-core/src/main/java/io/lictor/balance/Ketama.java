package io.lictor.balance;

import io.lictor.config.PeerOptions;
import io.lictor.upstream.PeerIndex;
import io.lictor.upstream.PeerSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The ring of consistent hashing: 160 points for each 1 of a peer's weight; a key belongs to the next point.
 *
 * <p>Immutable; made once for a set, by the thread that reconciles.
 */
final class Ketama implements PeerIndex {

    /*
     * The points are nginx's, and so Cache::Memcached::Fast's: crc32(HOST \0 PORT PREVIOUS), PREVIOUS being the point before
     * as four bytes, least first, and 0 for the first. A point is kept as one long, its hash above the place of its peer in
     * the set, so that sorting is that of numbers.
     */

    private static final int POINTS_PER_WEIGHT = 160;

    /** Points of a ring at most; beyond it weights are scaled down. nginx has no bound. */
    private static final int MOST_POINTS = 1 << 21;

    /** What a ring depends on of a peer. */
    private record Stake(String address, int weight) {}

    private final List<Stake> stakes;
    private final long[] points;

    private Ketama(List<Stake> stakes) {
        this.stakes = stakes;
        this.points = points(stakes);
    }

    /** The ring of {@code members}: {@code before}, when it is the same. */
    static Ketama of(List<PeerSet.Member> members, @Nullable PeerIndex before) {
        List<Stake> stakes = new ArrayList<>();
        for (PeerSet.Member member : members) {
            PeerOptions options = member.options();
            String address = member.peer().endpoint().address().toString();
            stakes.add(new Stake(address, options.isBackup() ? 0 : options.weight()));
        }
        return before instanceof Ketama ring && ring.stakes.equals(stakes) ? ring : new Ketama(List.copyOf(stakes));
    }

    int size() {
        return points.length;
    }

    /** The first point that is not before {@code hash}, or behind the last: then it is the first one again. */
    int find(long hash) {
        long wanted = hash << 32;
        int low = 0;
        int high = points.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            // Points are unsigned.
            if (Long.compareUnsigned(points[middle], wanted) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The place in the set of the peer that owns a point, counted from 0 and around. */
    int owner(int point) {
        return (int) points[point % points.length];
    }

    private static long[] points(List<Stake> stakes) {
        long sum = stakes.stream().mapToLong(Stake::weight).sum();
        double scale = Math.min(1, (double) MOST_POINTS / (sum * POINTS_PER_WEIGHT));
        long[] points = new long[stakes.size() + (int) Math.min(MOST_POINTS, sum * POINTS_PER_WEIGHT)];
        int count = 0;
        for (int place = 0; place < stakes.size(); place++) {
            int weight = stakes.get(place).weight();
            int wanted = weight == 0 ? 0 : Math.max(1, (int) (weight * (long) POINTS_PER_WEIGHT * scale));
            byte[] base = base(stakes.get(place).address());
            CRC32 crc = new CRC32();
            long previous = 0;
            for (int n = 0; n < wanted; n++) {
                for (int i = 0; i < 4; i++) {
                    base[base.length - 4 + i] = (byte) (previous >>> 8 * i);
                }
                crc.reset();
                crc.update(base);
                previous = crc.getValue();
                points[count++] = previous << 32 | place;
            }
        }
        return distinct(Arrays.copyOf(points, count));
    }

    /** Host, zero, port and room for the point before. */
    private static byte[] base(String address) {
        byte[] base = Arrays.copyOf(address.getBytes(StandardCharsets.UTF_8), address.length() + 4);
        base[address.lastIndexOf(':')] = 0;
        return base;
    }

    /** Sorted, unsigned; of points with one hash the first peer's. */
    private static long[] distinct(long[] points) {
        for (int i = 0; i < points.length; i++) {
            points[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(points);
        int count = 0;
        for (int i = 0; i < points.length; i++) {
            long point = points[i] ^ Long.MIN_VALUE;
            if (count == 0 || points[count - 1] >>> 32 != point >>> 32) {
                points[count++] = point;
            }
        }
        return Arrays.copyOf(points, count);
    }
}
