package io.lictor.config;

import java.util.List;

/**
 * One route as somebody wrote it: what it matches, where it leads and how.
 *
 * @param host which hosts
 * @param path which paths
 * @param condition what else a request must be; {@link Condition#none()} by default
 * @param target which instances become its peers
 * @param options how its exchanges are forwarded
 * @param peerOptions the parameters of its peers, where the registry does not say otherwise
 * @param upstreamOptions how connections to its peers are kept
 * @param priority where two routes claim the same host and path, the greater one goes first; 0 by default
 * @param share what each instance that declares the route asks of its requests, in millionths; 0 = none, it goes by weight
 * @param words the options as somebody wrote them, {@code name=value}: what is not among them is a default
 * @param text the route as written, for the API and for messages
 * @param source who wrote it: {@code --route}, {@code tag of NAME@NODE} …
 */
public record RouteSpec(
        HostPattern host,
        PathPattern path,
        Condition condition,
        Target target,
        RouteOptions options,
        PeerOptions peerOptions,
        UpstreamOptions upstreamOptions,
        int priority,
        int share,
        List<String> words,
        String text,
        String source) {

    public RouteSpec {
        words = List.copyOf(words);
        if (share < 0) {
            throw new IllegalArgumentException("share: " + share + " (expected: >= 0)");
        }
    }

    /** The same route, leading elsewhere. */
    public RouteSpec withTarget(Target newTarget) {
        return with(condition, newTarget, share);
    }

    /** The same route, of which an instance asks for another share. */
    public RouteSpec withShare(int millionths) {
        return with(condition, target, millionths);
    }

    /** The same route for requests of which this, too, is true. */
    public RouteSpec withCondition(Condition more) {
        return with(Condition.all(List.of(condition, more)), target, share);
    }

    private RouteSpec with(Condition newCondition, Target newTarget, int newShare) {
        return new RouteSpec(
                host,
                path,
                newCondition,
                newTarget,
                options,
                peerOptions,
                upstreamOptions,
                priority,
                newShare,
                words,
                text,
                source);
    }

    /** What the route matches. Two routes with the same key claim the same requests. */
    public String key() {
        return condition.isNone() ? place() : place() + " " + condition;
    }

    /**
     * What no two services can have, nor an operator and a service: as {@link #key}, but that a prefix is one, whether it takes
     * whole segments or {@code match=prefix}.
     */
    public String claim() {
        return condition.isNone() ? claimedPlace() : claimedPlace() + " " + condition;
    }

    /** The same but for its condition. */
    public String claimedPlace() {
        return path.isPlainPrefix() ? host.toString() + path : place();
    }

    /** Host and path: what the route matches but for its condition. */
    public String place() {
        return switch (path.kind()) {
            case EXACT, SEGMENT_PREFIX -> host.toString() + path;
            case PLAIN_PREFIX -> host.toString() + path + " match=prefix";
            case REGEX, REGEX_IGNORE_CASE -> host + " " + path;
        };
    }
}
