package io.lictor.discovery.dialect.traefik;

import io.lictor.config.PathPattern;
import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the middlewares of one router do to the path, one behind the other, as {@code strip}, {@code rewrite} and {@code
 * prepend}: each at most once, and in this order.
 *
 * <p>Used by one thread, once.
 */
final class PathSteps {

    /** In a path, $ would begin a variable and ? a query. */
    private static final String REFUSED = "$?";

    private List<String> prefixes = List.of();
    private String rewrite = "";
    private String prepend = "";

    /** {@code stripprefix}: the first of these that the path begins with. */
    void strip(List<String> newPrefixes) throws SpecException {
        if (!prefixes.isEmpty() || !rewrite.isEmpty() || !prepend.isEmpty()) {
            throw order("stripprefix");
        }
        for (String prefix : newPrefixes) {
            if (!prefix.startsWith("/")) {
                throw new SpecException("prefixes: \"" + prefix + "\" (expected: paths that start with /)");
            }
        }
        prefixes = newPrefixes.stream()
                .map(prefix ->
                        prefix.length() > 1 && prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix)
                .filter(prefix -> !prefix.equals("/"))
                .toList();
    }

    /** {@code stripprefixregex}: what the first of these finds at the start of the path. */
    void stripRegex(List<String> regexes) throws SpecException {
        List<String> java = new ArrayList<>();
        for (String regex : regexes) {
            java.add(GoRegex.toJava("regex", regex));
        }
        String all = java.stream().map(regex -> "(?:" + regex + ")").collect(Collectors.joining("|"));
        int groups = Pattern.compile(all).matcher("").groupCount();
        if (groups >= GoReplacement.MOST_GROUPS) {
            throw new SpecException(
                    "regex: " + groups + " groups (expected: at most " + (GoReplacement.MOST_GROUPS - 1) + ")");
        }
        rewrite("stripprefixregex", "^(?:" + all + ")((?s:.*))\\z", "${" + (groups + 1) + "}");
    }

    /** {@code addprefix}. */
    void prepend(String prefix) throws SpecException {
        if (!prepend.isEmpty()) {
            throw order("addprefix");
        }
        prepend = prefix.startsWith("/") ? prefix : "/" + prefix;
    }

    /** {@code replacepath}. */
    void replace(String path) throws SpecException {
        rewrite("replacepath", "^", GoReplacement.plain("path", path.startsWith("/") ? path : "/" + path, REFUSED));
    }

    /** {@code replacepathregex}: what is found first is replaced. */
    void replaceRegex(String regex, String replacement) throws SpecException {
        GoRegex go = GoRegex.translated("regex", regex);
        // One group before those of the expression, and one behind them.
        int behind = go.groups().size() + 2;
        if (behind > GoReplacement.MOST_GROUPS) {
            throw new SpecException("regex: " + go.groups().size() + " groups (expected: at most "
                    + (GoReplacement.MOST_GROUPS - 2) + ")");
        }
        String text = "${1}" + GoReplacement.of(go, replacement, 1, REFUSED) + "${" + behind + "}";
        rewrite("replacepathregex", "^((?s:.*?))(?:" + go.java() + ")((?s:.*))\\z", text);
    }

    private void rewrite(String middleware, String regex, String replacement) throws SpecException {
        if (!rewrite.isEmpty() || !prepend.isEmpty()) {
            throw order(middleware);
        }
        rewrite = GoRegex.withoutBlanks(regex) + " " + replacement;
    }

    private static SpecException order(String middleware) {
        return new SpecException(
                middleware + ": behind what it would have to go before, or given twice (expected: one"
                        + " stripprefix, one of stripprefixregex, replacepath and replacepathregex, one addprefix, in this order)");
    }

    /** Whether nothing is done to the path yet. */
    boolean isEmpty() {
        return prefixes.isEmpty() && rewrite.isEmpty() && prepend.isEmpty();
    }

    /**
     * The options for a route that stands at {@code path}.
     *
     * @throws SpecException when several prefixes may have to be stripped, and the path is rewritten, too
     */
    List<String> words(PathPattern path) throws SpecException {
        List<String> words = new ArrayList<>();
        List<String> candidates = candidates(path);
        String rewritten = rewrite;
        if (candidates.size() == 1) {
            words.add(RouteWords.word("strip", candidates.get(0)));
        } else if (candidates.size() > 1) {
            if (!rewrite.isEmpty()) {
                throw new SpecException("stripprefix: several prefixes, and a rewritten path (expected: one of them)");
            }
            String any = candidates.stream()
                    .map(prefix -> prefix.replaceAll("[^A-Za-z0-9/_-]", "\\\\$0"))
                    .collect(Collectors.joining("|"));
            rewritten = "^(?:" + any + ")(/(?s:.*))?\\z ${1}";
        }
        if (!rewritten.isEmpty()) {
            words.add(RouteWords.word("rewrite", rewritten));
        }
        if (!prepend.isEmpty()) {
            words.add(RouteWords.word("prepend", prepend));
        }
        return words;
    }

    /** The prefixes that paths of this route may have; none behind one that all of them have. */
    private List<String> candidates(PathPattern path) {
        List<String> candidates = new ArrayList<>();
        for (String prefix : prefixes) {
            boolean always = !path.isRegex()
                    && (path.text().equals(prefix) || path.text().startsWith(prefix + "/"));
            boolean sometimes =
                    path.isRegex() || path.kind() != PathPattern.Kind.EXACT && prefix.startsWith(path.text());
            if (always || sometimes) {
                candidates.add(prefix);
            }
            if (always && path.kind() != PathPattern.Kind.PLAIN_PREFIX
                    || always && path.text().length() > prefix.length()) {
                break;
            }
        }
        return candidates;
    }
}
