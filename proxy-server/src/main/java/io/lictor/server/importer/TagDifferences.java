package io.lictor.server.importer;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a tag of Fabio's or Traefik's is served otherwise than there: what {@code docs/dialects.md} says of it, in short.
 * Without state.
 */
final class TagDifferences {

    private record Difference(Pattern tag, String how) {}

    private static final List<Difference> ALL = List.of(
            of("urlprefix-\\S+ (.* )?strip=.*", "by whole segments"),
            of("traefik\\.http\\.routers\\.[^.]+\\.priority=.*", "among routes of the same host and path"),
            of(
                    "traefik\\.http\\.routers\\.[^.]+\\.rule=(?!.*\\bhost(regexp)?\\().*",
                    "not for a host that has routes of its own"),
            of("traefik\\.http\\.middlewares\\.[^.]+\\.stripprefix\\.prefixes=.*", "by whole segments"),
            of("traefik\\.http\\.middlewares\\.[^.]+\\.stripprefixregex\\.regex=.*", "without X-Forwarded-Prefix"),
            of("traefik\\.http\\.middlewares\\.[^.]+\\.replacepathregex\\..*", "without X-Replaced-Path"),
            of(
                    "traefik\\.http\\.middlewares\\.[^.]+\\.redirect(scheme|regex)\\..*",
                    "by 307 or 308, which keep the method; there a GET has 302 or 301"));

    private TagDifferences() {}

    private static Difference of(String tag, String how) {
        return new Difference(Pattern.compile(tag, Pattern.CASE_INSENSITIVE), how);
    }

    /** How {@code tag}, which is served, differs; empty where it does not. */
    static Optional<String> in(String tag) {
        return ALL.stream()
                .filter(difference -> difference.tag().matcher(tag).matches())
                .map(Difference::how)
                .findFirst();
    }
}
