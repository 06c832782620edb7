package io.lictor.discovery.dialect;

import io.lictor.config.spec.SpecException;
import java.util.List;
import java.util.Locale;

/**
 * What a Fabio route is for: {@code /path}, {@code host/path}, {@code host/} or {@code host}.
 *
 * @param host as Lictor's grammar has it; empty for every host
 * @param path with its slash
 */
record FabioSource(String host, String path) {

    /** What stays unsaid in a message that names a route that is not served. */
    static final String NOT_SERVED = "; the route is not served";

    /**
     * Reads the source of a tag.
     *
     * @param datacenter the value of {@code $DC}
     * @param notes takes what is not as it seems, though the route is served
     * @throws SpecException when it is no source of HTTP
     */
    static FabioSource parse(String text, String datacenter, List<String> notes) throws SpecException {
        // As with Fabio, only a source with a path is expanded.
        return of(text.startsWith(":") || text.indexOf('/') < 0 ? text : expand(text, datacenter, notes));
    }

    /**
     * Reads a source as it is.
     *
     * @throws SpecException when it is no source of HTTP
     */
    static FabioSource of(String text) throws SpecException {
        if (text.isEmpty()) {
            throw new SpecException("empty (expected: [HOST]/PATH)");
        }
        if (text.startsWith(":")) {
            throw new SpecException(
                    "\"" + text + "\": a port of TCP is not supported (expected: [HOST]/PATH" + NOT_SERVED + ")");
        }
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (host.indexOf(':') >= 0 && !host.endsWith("]")) {
            throw new SpecException(
                    "\"" + text + "\": a host with a port is not supported (expected: [HOST]/PATH" + NOT_SERVED + ")");
        }
        return new FabioSource(
                host.equals("*") ? "" : host.toLowerCase(Locale.ROOT), slash < 0 ? "/" : text.substring(slash));
    }

    private static String expand(String text, String datacenter, List<String> notes) {
        return ShellVariables.expand(text, name -> {
            if (name.equals("DC")) {
                return datacenter;
            }
            notes.add("$" + name + ": not known, and empty as with Fabio (expected: $DC)");
            return "";
        });
    }
}
