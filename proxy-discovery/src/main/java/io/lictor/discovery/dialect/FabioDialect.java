package io.lictor.discovery.dialect;

import io.lictor.config.RouteSpec;
import io.lictor.config.spec.Option;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.Dialect;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fabio's dialect: tags {@code urlprefix-[HOST]/PATH option …}, matched as plain prefixes. Without state; any thread.
 *
 * <p>docs/dialects.md says what is as with Fabio and what is not.
 */
public final class FabioDialect implements Dialect {

    private static final String PREFIX = "urlprefix-";

    @Override
    public String name() {
        return "fabio";
    }

    @Override
    public boolean claims(String tag) {
        return tag.strip().startsWith(PREFIX);
    }

    @Override
    public Declarations read(Instance instance) {
        List<RouteSpec> routes = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String tag : instance.tags()) {
            if (claims(tag)) {
                read(instance, tag.strip(), routes, problems);
            }
        }
        return new Declarations(routes, problems);
    }

    private static void read(Instance instance, String tag, List<RouteSpec> routes, List<Problem> problems) {
        String place = "tag \"" + tag + "\" of " + instance.label();
        String[] words = tag.substring(PREFIX.length()).strip().split("\\s+", 2);
        List<String> notes = new ArrayList<>();
        try {
            FabioSource source = FabioSource.parse(words[0], instance.id().datacenter(), notes);
            FabioOptions options = FabioOptions.parse(
                    words.length == 1 ? "" : words[1], source, Option.Trust.SERVICE, Optional.empty());
            RouteSpec route = route(source, options, Option.Trust.SERVICE, instance, tag, "tag of " + instance.label());
            notes.addAll(options.notes());
            if (routes.stream().anyMatch(earlier -> earlier.claim().equals(route.claim()))) {
                notes.add(route.key() + ": declared twice by this instance; the first one counts");
            } else {
                routes.add(route);
            }
        } catch (SpecException e) {
            problems.add(new Problem(place, String.valueOf(e.getMessage())));
        }
        notes.forEach(note -> problems.add(new Problem(place, note)));
    }

    /** The route in Lictor's words. */
    static RouteSpec route(
            FabioSource source, FabioOptions options, Option.Trust trust, Instance instance, String text, String writer)
            throws SpecException {
        return RouteParser.plainPrefix(
                        source.host(), source.path(), options.words(), trust, instance.service(), text, writer)
                .withShare(options.share());
    }
}
