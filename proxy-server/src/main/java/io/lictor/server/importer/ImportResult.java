package io.lictor.server.importer;

import java.util.List;

/**
 * What an import gave. Immutable.
 *
 * @param lines what becomes of each line
 * @param flags other flags than {@code --route} and {@code --listen}, each with its value
 * @param listeners what stands behind each {@code --listen}
 * @param routes the routes
 */
public record ImportResult(List<Line> lines, List<Flag> flags, List<String> listeners, List<RouteLine> routes) {

    public ImportResult {
        lines = List.copyOf(lines);
        flags = List.copyOf(flags);
        listeners = List.copyOf(listeners);
        routes = List.copyOf(routes);
    }

    /**
     * A line of the source.
     *
     * @param place {@code FILE:LINE}
     * @param outcome {@code same}, {@code differs}, {@code needless} or {@code not supported}
     * @param note what it becomes, or why it does not
     */
    public record Line(String place, String text, String outcome, String note) {}

    /** A flag and its value. */
    public record Flag(String name, String value) {}

    /**
     * A route.
     *
     * @param match host and path: {@code example.com/sso}
     * @param target {@code service:NAME} or {@code http://…}; empty where the route answers itself
     * @param options behind the target, in the order of the grammar
     * @param peers where the addresses are written out: what each instance says of itself, in tags
     */
    public record RouteLine(String match, String target, List<String> options, List<PeerLine> peers) {

        public RouteLine {
            options = List.copyOf(options);
            peers = List.copyOf(peers);
        }

        /** As {@code --route} has it. */
        public String text() {
            return match
                    + (target.isEmpty() ? "" : " " + target)
                    + (options.isEmpty() ? "" : " " + String.join(" ", options));
        }
    }

    /** A peer: its address, and its parameters as options. */
    public record PeerLine(String address, List<String> options) {

        public PeerLine {
            options = List.copyOf(options);
        }
    }

    /** Whether every line was carried over, be it in another way. */
    public boolean isComplete() {
        return lines.stream().noneMatch(line -> line.outcome().equals(Outcome.UNSUPPORTED.text()));
    }
}
