package io.lictor.rewrite;

import io.lictor.config.RewriteOptions;
import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.FieldName;
import io.lictor.http.HeadEdits;
import java.util.List;

/**
 * What a route changes in the fields of requests: {@code proxy_set_header}, {@code host}, {@code forwarded}, {@code via},
 * and {@code X-Forwarded-Prefix} where {@code strip} took something. Immutable: any thread.
 */
final class RequestRules {

    private static final byte[] X_FORWARDED_PREFIX = Ascii.bytes("X-Forwarded-Prefix: ");

    private final Names names;
    private final Line[] lines;
    private final byte[] prefix;
    private final boolean forwarded;
    private final boolean addsVia;
    private final Via via;

    RequestRules(RewriteOptions options, String serverName, Via via) {
        List<RewriteOptions.SetField> fields = options.setFields();
        names = Names.of(fields.stream().map(RewriteOptions.SetField::name).toList());
        lines = fields.stream()
                .filter(f -> !f.value().isEmpty())
                .map(f -> Line.of(f.name(), f.value(), serverName))
                .toArray(Line[]::new);
        prefix = Ascii.bytes(options.strip());
        forwarded = options.forwarded() && !isSet(FieldName.FORWARDED);
        addsVia = options.via() && !isSet(FieldName.VIA);
        this.via = via;
    }

    boolean hasAny() {
        return names.hasAny() || prefix.length > 0 || forwarded || addsVia;
    }

    /** Whether the request has passed here before. */
    boolean isLoop(Subject subject) {
        return addsVia && subject.request().has(FieldName.VIA) && via.isIn(subject.request());
    }

    /** Fills {@code edits}, which are clear. */
    void apply(Subject subject, HeadEdits edits) {
        ByteScratch out = edits.lines();
        names.removeFrom(subject.request(), edits);
        for (Line line : lines) {
            line.put(subject, out);
        }
        if (subject.isStripped() && !isSet(FieldName.X_FORWARDED_PREFIX)) {
            edits.removeNames(FieldName.bit(FieldName.X_FORWARDED_PREFIX));
            out.put(X_FORWARDED_PREFIX);
            out.put(prefix);
            out.put('\r');
            out.put('\n');
        }
        if (forwarded) {
            edits.removeNames(FieldName.bit(FieldName.FORWARDED));
            ForwardedElement.put(subject, out);
        }
        if (addsVia) {
            via.put(subject.request(), out);
        }
    }

    private boolean isSet(int number) {
        return (names.wellKnown() & FieldName.bit(number)) != 0;
    }
}
