package io.lictor.server.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code proxy_pass} does to the path, as options: with a URI nginx puts it in the place of the location's prefix, byte
 * by byte. Immutable.
 *
 * @param https whether peers are asked by TLS
 * @param authority the upstream, or {@code HOST[:PORT]}
 * @param options {@code strip}, {@code prepend}, {@code rewrite}; none where the path stays
 */
record ProxyPass(boolean https, String authority, List<String> options) {

    private static final Pattern SPECIAL = Pattern.compile("[\\\\^$.|?*+()\\[\\]{}]");

    /** What is wrong with it. */
    static final class UnsupportedException extends Exception {

        private static final long serialVersionUID = 1L;

        UnsupportedException(String message) {
            super(message);
        }
    }

    ProxyPass {
        options = List.copyOf(options);
    }

    /**
     * Reads it.
     *
     * @param prefix of the location; empty for a regular expression
     */
    static ProxyPass of(String url, String prefix) throws UnsupportedException {
        if (url.contains("$") || url.contains(Templates.VALUE)) {
            throw new UnsupportedException("a target made of variables");
        }
        boolean https = url.startsWith("https://");
        if (!https && !url.startsWith("http://")) {
            throw new UnsupportedException("other than http:// and https://");
        }
        String rest = url.substring(url.indexOf("://") + 3);
        if (rest.startsWith("unix:")) {
            throw new UnsupportedException("a unix socket");
        }
        int slash = rest.indexOf('/');
        if (slash < 0) {
            return new ProxyPass(https, rest, List.of());
        }
        String authority = rest.substring(0, slash);
        String uri = rest.substring(slash);
        if (prefix.isEmpty() || uri.contains("?")) {
            throw new UnsupportedException(
                    prefix.isEmpty() ? "a URI behind a regular expression" : "a query in its URI");
        }
        if (uri.equals(prefix)) {
            return new ProxyPass(https, authority, List.of());
        }
        return new ProxyPass(https, authority, moved(prefix, uri));
    }

    /** By whole segments where both end in a slash, else letter by letter. */
    private static List<String> moved(String prefix, String uri) {
        if (prefix.endsWith("/") && uri.endsWith("/")) {
            List<String> options = new ArrayList<>();
            String strip = prefix.substring(0, prefix.length() - 1);
            String prepend = uri.substring(0, uri.length() - 1);
            add(options, "strip", strip);
            add(options, "prepend", prepend);
            boolean good = options.stream().map(Words::wrong).noneMatch(Optional::isPresent);
            if (good) {
                return options;
            }
        }
        String regex = "^" + SPECIAL.matcher(prefix).replaceAll("\\\\$0") + "(.*)$";
        return List.of(Words.option("rewrite", regex + " " + uri + "$1"));
    }

    private static void add(List<String> options, String name, String value) {
        if (!value.isEmpty()) {
            options.add(name + "=" + value);
        }
    }
}
