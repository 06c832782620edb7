package io.lictor.explain;

import java.util.List;

/**
 * What would become of a request, and why. Immutable: any thread.
 *
 * @param method of the request
 * @param url of the request
 * @param verdict {@link #ROUTED}, {@link #ANSWERED}, {@link #NO_ROUTE} or {@link #REFUSED}
 * @param status what is answered without a peer; 0 where a peer answers
 * @param why one line that says so
 * @param path the request's path in its normal form, which routes match
 * @param route the route that wins; {@link Won#NONE} without one
 * @param others routes that come near, the nearest first, and why each is not the one
 * @param othersLeft how many more there are, far from it
 * @param sent what the peer is sent; {@link Sent#NOTHING} where none is
 * @param upstream where the route leads; {@link Pool#NONE} without one
 */
public record Explanation(
        String method,
        String url,
        String verdict,
        int status,
        String why,
        String path,
        Won route,
        List<Lost> others,
        int othersLeft,
        Sent sent,
        Pool upstream) {

    /** A peer would answer. */
    public static final String ROUTED = "routed";

    /** The route answers itself: {@code redirect}, {@code return}. */
    public static final String ANSWERED = "answered";

    /** No route is for it. */
    public static final String NO_ROUTE = "no_route";

    /** It is no good request. */
    public static final String REFUSED = "refused";

    public Explanation {
        others = List.copyOf(others);
    }

    /**
     * The route that wins.
     *
     * @param match host and path
     * @param why by which rule it goes before the others
     * @param source who declared it
     * @param target where it leads, as written
     * @param text the route as written
     */
    public record Won(String match, String why, String source, String target, String text) {

        public static final Won NONE = new Won("", "", "", "", "");
    }

    /** A route that does not win, and why. */
    public record Lost(String match, String source, String why) {}

    /**
     * What a peer is sent.
     *
     * @param target path and query
     * @param fields the fields that the route's rules set, one a line, for the peer named below
     * @param peer for which peer they are worked out: the first that can be picked; empty when there is none
     */
    public record Sent(String target, List<String> fields, String peer) {

        public static final Sent NOTHING = new Sent("", List.of(), "");

        public Sent {
            fields = List.copyOf(fields);
        }
    }

    /**
     * The upstream.
     *
     * @param name its name
     * @param balance how a peer is chosen, as the option has it
     * @param pick among whom, and what happens when there is none
     * @param eligible how many peers can be picked now
     * @param peers all of them
     */
    public record Pool(String name, String balance, String pick, int eligible, List<PeerLine> peers) {

        public static final Pool NONE = new Pool("", "", "", 0, List.of());

        public Pool {
            peers = List.copyOf(peers);
        }
    }

    /**
     * One peer.
     *
     * @param address where it listens
     * @param name its address as it was written
     * @param eligible whether it can be picked now
     * @param why why not, or what else is to be said of it
     * @param outForMillis how long until it is tried again; 0 when it is in, or when nobody knows
     * @param weight its weight
     * @param sharePercent how much of it {@code slow_start} grants now
     * @param inFlight attempts under way
     * @param instances who stands behind it
     */
    public record PeerLine(
            String address,
            String name,
            boolean eligible,
            String why,
            long outForMillis,
            int weight,
            int sharePercent,
            int inFlight,
            List<String> instances) {

        public PeerLine {
            instances = List.copyOf(instances);
        }
    }
}
