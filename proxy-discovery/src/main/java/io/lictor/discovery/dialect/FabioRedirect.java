package io.lictor.discovery.dialect;

import io.lictor.config.spec.SpecException;

/**
 * Turns the URL of a Fabio redirect, with {@code $host} and {@code $path}, into one with nginx's variables. Without state:
 * any thread.
 */
/*
 * Fabio's $path is the path as it came, and the query is carried over where the URL has none: $request_uri is both. Where
 * that would not be the same, it is said and not served: a redirect elsewhere is worse than none.
 */
final class FabioRedirect {

    private static final String PATH = "$path";
    private static final String HOST = "$host";

    private FabioRedirect() {}

    /**
     * The URL for {@code redirect=CODE,URL}.
     *
     * @param rewritten whether {@code strip} or {@code prepend} is given
     */
    static String url(String text, boolean rewritten) throws SpecException {
        String url = text.replace("/" + PATH, PATH);
        boolean hasPath = url.contains(PATH);
        boolean hasQuery = url.indexOf('?') >= 0;
        if (hasPath && (!url.endsWith(PATH) || url.indexOf(PATH) != url.length() - PATH.length() || hasQuery)) {
            throw refused(text, "$path at the end of a URL without a query");
        }
        if (hasPath && rewritten) {
            throw refused(text, "$path without strip and prepend");
        }
        String rest = url.replace(PATH, "").replace(HOST, "");
        if (rest.indexOf('$') >= 0) {
            throw refused(text, "no $ but in $host and $path");
        }
        if (url.equals("http://" + HOST + PATH)) {
            throw refused(text, "a URL other than the one that was asked for");
        }
        if (!hasPath && !hasQuery) {
            int scheme = url.indexOf("://");
            boolean hasSlash = url.indexOf('/', scheme < 0 ? 0 : scheme + 3) >= 0;
            url += (hasSlash ? "" : "/") + "${is_args}${args}";
        }
        return url.replace(PATH, "${request_uri}").replace(HOST, "${http_host}");
    }

    /** Whether a client that came by https would be sent where it is. */
    static boolean mayCircle(String text, String host) {
        String url = text.replace("/" + PATH, PATH);
        return url.equals("https://" + HOST + PATH) || !host.isEmpty() && url.equals("https://" + host + PATH);
    }

    private static SpecException refused(String url, String expected) {
        return new SpecException("redirect: \"" + url + "\" (expected: " + expected + FabioSource.NOT_SERVED + ")");
    }
}
