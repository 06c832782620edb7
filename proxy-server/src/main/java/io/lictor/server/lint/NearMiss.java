package io.lictor.server.lint;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tags that no dialect reads and that were probably meant to declare a route: {@code lictr:/x}. Without state: any thread. */
final class NearMiss {

    private static final int MOST_EDITS = 2;

    /** How a dialect's tags begin, and what follows there. */
    private record Head(String text, Pattern rest) {}

    private static final Pattern PATH = Pattern.compile("[\\s=~*]*[A-Za-z0-9.*_-]*/.*");

    private static final List<Head> HEADS = List.of(
            new Head("lictor:", PATH),
            new Head("urlprefix-", PATH),
            new Head("traefik.", Pattern.compile("(?i)(enable|http\\.|tcp\\.|udp\\.|consulcatalog\\.).*=.*")));

    private NearMiss() {}

    /** What {@code tag}, which no dialect reads, was probably meant to begin with. */
    static Optional<String> of(String tag) {
        String best = "";
        int least = MOST_EDITS + 1;
        for (Head head : HEADS) {
            int size = head.text.length();
            for (int end = Math.max(1, size - MOST_EDITS); end <= Math.min(tag.length(), size + MOST_EDITS); end++) {
                int edits = distance(tag.substring(0, end).toLowerCase(Locale.ROOT), head.text);
                boolean same = tag.startsWith(head.text);
                if (!same
                        && edits < least
                        && head.rest.matcher(tag.substring(end)).matches()) {
                    least = edits;
                    best = head.text;
                }
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** Insertions, deletions, replacements, and exchanges of neighbours, that make one of the other. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
