package io.lictor.server.importer;

import java.util.regex.Pattern;

/**
 * Writes nginx's {@code rewrite … permanent} and {@code rewrite … redirect} as {@code redirect_match}. Without state: any
 * thread.
 */
/*
 * nginx looks into the path alone, redirect_match into the whole URL. So the expression is written for the whole URL, what could
 * match a question mark is kept from it, and the query, which nginx adds unless the replacement ends in a question mark,
 * becomes one group more.
 */
final class RedirectWords {

    /** nginx has nine groups: $10 is the first and a zero. */
    private static final Pattern USE_BEFORE_DIGIT = Pattern.compile("\\$(\\d)(?=\\d)");

    private static final Pattern SAME_HOST = Pattern.compile("(https?|\\$scheme)://\\$(host|http_host)(?=/|\\$|$).*");
    private static final int MOST_GROUPS = 8;

    private RedirectWords() {}

    /** What cannot be written, and why. */
    static final class UnsupportedException extends Exception {

        private static final long serialVersionUID = 1;

        private UnsupportedException(String message) {
            super(message);
        }
    }

    /** Whether nginx answers {@code rewrite} with a redirect, rather than going on with another path. */
    static boolean isRedirect(Directive rewrite) {
        String flag = rewrite.arg(2);
        return flag.equals("permanent")
                || flag.equals("redirect")
                || rewrite.arg(1).matches("(https?://|\\$scheme).*");
    }

    /**
     * The option that does what {@code rewrite} does, which is a redirect.
     *
     * @param origin what nginx puts before a path that it redirects to
     */
    static String of(Directive rewrite, String origin) throws UnsupportedException {
        String regex = rewrite.arg(0);
        String to = rewrite.arg(1);
        boolean adds = !to.endsWith("?");
        int groups = groups(regex);
        String query = adds ? "${" + (groups + 1) + "}" : "";
        String path = USE_BEFORE_DIGIT
                .matcher(adds ? to : to.substring(0, to.length() - 1))
                .replaceAll("\\${$1}");
        if (path.contains("?") && adds) {
            throw new UnsupportedException(
                    "a redirect that adds the query to another one (expected: a replacement ending in ?)");
        }
        if (!path.startsWith("/") && !SAME_HOST.matcher(path).matches()) {
            throw new UnsupportedException("a redirect by a regular expression to another host than $host");
        }
        String url = (path.startsWith("/") ? origin : "") + path + query;
        String code = rewrite.arg(2).equals("permanent") ? "301" : "302";
        return Words.option("redirect_match", ofUrl(regex) + " " + url + " " + code);
    }

    private static int groups(String regex) throws UnsupportedException {
        if (regex.contains("(?")) {
            throw new UnsupportedException("a redirect by a regular expression with (? in it");
        }
        int groups = Pattern.compile(regex).matcher("").groupCount();
        if (groups > MOST_GROUPS) {
            throw new UnsupportedException("a redirect with more than " + MOST_GROUPS + " groups");
        }
        return groups;
    }

    private static String ofUrl(String regex) throws UnsupportedException {
        boolean fromStart = regex.startsWith("^");
        boolean toEnd = regex.endsWith("$") && !regex.endsWith("\\$");
        String inner = regex.substring(fromStart ? 1 : 0, regex.length() - (toEnd ? 1 : 0));
        return "^https?://[^/]+" + (fromStart ? "" : "[^?]*?") + withinPath(inner) + (toEnd ? "" : "[^?]*")
                + "(\\?.*)?$";
    }

    /** The same, of which nothing matches a question mark. */
    private static String withinPath(String regex) throws UnsupportedException {
        StringBuilder out = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\' && i + 1 < regex.length()) {
                char escaped = regex.charAt(++i);
                if ("DSWHVNX123456789".indexOf(escaped) >= 0) {
                    throw new UnsupportedException("a redirect by a regular expression with \\" + escaped + " in it");
                }
                out.append(c).append(escaped);
            } else if (c == '.') {
                out.append("[^?]");
            } else if (c == '[') {
                i = classEnd(regex, i, out);
            } else if (c == '^' || c == '$' || c == '|' && depth == 0) {
                throw new UnsupportedException("a redirect by a regular expression with " + c + " inside");
            } else {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Writes the class that begins at {@code start}; returns where it ends. */
    private static int classEnd(String regex, int start, StringBuilder out) throws UnsupportedException {
        boolean negated = regex.startsWith("[^", start);
        int i = start + (negated ? 2 : 1);
        out.append(negated ? "[^?" : "[");
        boolean first = true;
        for (; i < regex.length(); i++, first = false) {
            char c = regex.charAt(i);
            if (c == ']' && !first) {
                out.append(c);
                return i;
            }
            if (c == '[' || c == '&' || c == ']' || c == '?' && !negated) {
                throw new UnsupportedException(
                        "a redirect by a regular expression with " + c + " in a class of characters");
            }
            if (c == '\\' && i + 1 < regex.length()) {
                out.append(c);
                c = regex.charAt(++i);
                if ("DSWHVNX".indexOf(c) >= 0) {
                    throw new UnsupportedException("a redirect by a regular expression with \\" + c + " in it");
                }
            }
            out.append(c);
        }
        throw new UnsupportedException("a regular expression without the end of a class of characters");
    }
}
