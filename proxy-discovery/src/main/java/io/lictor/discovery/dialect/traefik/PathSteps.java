package io.lictor.discovery.dialect.traefik;

import io.lictor.config.PathPattern;
import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the middlewares of one router do to the path, one behind the other, as {@code strip}, {@code rewrite} and {@code
 * prepend}: each at most once, and in this order.
 *
 * <p>Used by one thread, once.
 */
final class PathSteps {

    /** Groups are referred to by one digit. */
    private static final int MOST_GROUPS = 9;

    private static final Pattern REFERENCE = Pattern.compile("\\$(?:\\{(\\w*)}|(\\w+)|)");

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
        if (groups >= MOST_GROUPS) {
            throw new SpecException("regex: " + groups + " groups (expected: at most " + (MOST_GROUPS - 1) + ")");
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
        rewrite("replacepath", "^", plain("path", path.startsWith("/") ? path : "/" + path));
    }

    /** {@code replacepathregex}: what is found first is replaced. */
    void replaceRegex(String regex, String replacement) throws SpecException {
        GoRegex go = GoRegex.translated("regex", regex);
        int groups = go.groups().size();
        if (groups + 2 > MOST_GROUPS) {
            throw new SpecException("regex: " + groups + " groups (expected: at most " + (MOST_GROUPS - 2) + ")");
        }
        StringBuilder text = new StringBuilder("${1}");
        Matcher reference = REFERENCE.matcher(replacement);
        int from = 0;
        while (reference.find()) {
            text.append(plain("replacement", replacement.substring(from, reference.start())));
            text.append(group(go, replacement, reference));
            from = reference.end();
        }
        text.append(plain("replacement", replacement.substring(from)));
        text.append("${").append(groups + 2).append('}');
        rewrite("replacepathregex", "^((?s:.*?))(?:" + go.java() + ")((?s:.*))\\z", text.toString());
    }

    /** A group as our grammar has it; one that is not there is empty, as in Go. */
    private static String group(GoRegex go, String replacement, Matcher reference) throws SpecException {
        String name = reference.group(1) == null ? reference.group(2) : reference.group(1);
        if (name == null || name.isEmpty()) {
            throw new SpecException("replacement: \"" + replacement + "\" (expected: $1 or ${1} behind each $)");
        }
        int number = name.matches("[0-9]{1,2}")
                ? Integer.parseInt(name)
                : go.groups().indexOf(name) + 1;
        if (number == 0) {
            if (name.equals("0")) {
                throw new SpecException("replacement: \"" + replacement + "\" (expected: $1 and so on, no $0)");
            }
            return "";
        }
        return number > go.groups().size() ? "" : "${" + (number + 1) + "}";
    }

    private static String plain(String place, String text) throws SpecException {
        if (text.indexOf('$') >= 0 || text.indexOf('?') >= 0) {
            throw new SpecException(place + ": \"" + text + "\" (expected: no $ and no ?)");
        }
        return text;
    }

    private void rewrite(String middleware, String regex, String replacement) throws SpecException {
        if (!rewrite.isEmpty() || !prepend.isEmpty()) {
            throw order(middleware);
        }
        if (regex.contains("\\Q") && regex.contains(" ")) {
            throw new SpecException("regex: \"" + regex + "\" (expected: no blank in \\Q…\\E)");
        }
        rewrite = regex.replace(" ", "\\x20") + " " + replacement;
    }

    private static SpecException order(String middleware) {
        return new SpecException(
                middleware + ": behind what it would have to go before, or given twice (expected: one"
                        + " stripprefix, one of stripprefixregex, replacepath and replacepathregex, one addprefix, in this order)");
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
