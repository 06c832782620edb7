package io.lictor.rewrite;

import io.lictor.config.RewriteOptions;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import java.util.List;

/**
 * What a route changes in the fields of responses: {@code proxy_hide_header}, {@code add_header}, {@code via}, and what
 * leads back to it ({@link Locations}, {@link Cookies}). Immutable: any thread.
 */
final class ResponseRules {

    private final Names hidden;
    private final Line[] lines;
    private final Line[] always;
    private final boolean addsVia;
    private final Via via;
    private final boolean changesLocations;
    private final Locations locations;
    private final Cookies cookies;

    ResponseRules(RewriteOptions options, String serverName, Via via) {
        hidden = Names.of(options.hiddenFields());
        lines = lines(options.addedFields(), false, serverName);
        always = lines(options.addedFields(), true, serverName);
        addsVia = options.via();
        this.via = via;
        PublicPath path = new PublicPath(options.strip(), options.prepend());
        SentHost sentHost = new SentHost(options, serverName);
        changesLocations = options.proxyRedirect();
        locations = new Locations(path, sentHost);
        cookies = new Cookies(path, sentHost, options.cookiePath(), options.cookieDomain());
    }

    private static Line[] lines(List<RewriteOptions.AddedField> fields, boolean always, String serverName) {
        return fields.stream()
                .filter(f -> f.always() == always && !f.value().isEmpty())
                .map(f -> Line.of(f.name(), f.value(), serverName))
                .toArray(Line[]::new);
    }

    /** Whether there may be something to change in {@code response}. */
    boolean concern(Head response) {
        return hidden.hasAny()
                || lines.length > 0
                || always.length > 0
                || addsVia
                || changesLocations && Locations.isIn(response)
                || cookies.isGiven() && response.has(FieldName.SET_COOKIE);
    }

    /** Fills {@code edits}, which are clear, for the response of a peer. */
    void apply(Subject subject, HeadEdits edits) {
        Head response = subject.response();
        hidden.removeFrom(response, edits);
        if (changesLocations && Locations.isIn(response)) {
            locations.apply(subject, edits);
        }
        if (cookies.isGiven() && response.has(FieldName.SET_COOKIE)) {
            cookies.apply(subject, edits);
        }
        if (addsVia) {
            via.put(response, edits.lines());
        }
        add(subject, edits);
    }

    /** Adds what {@code add_header} says; all that an answer of our own gets. */
    void add(Subject subject, HeadEdits edits) {
        if (lines.length > 0 && isUsual(subject.status())) {
            for (Line line : lines) {
                line.put(subject, edits.lines());
            }
        }
        for (Line line : always) {
            line.put(subject, edits.lines());
        }
    }

    /** The statuses of nginx's {@code add_header} without {@code always}. */
    private static boolean isUsual(int status) {
        return switch (status) {
            case 200, 201, 204, 206, 301, 302, 303, 304, 307, 308 -> true;
            default -> false;
        };
    }
}
