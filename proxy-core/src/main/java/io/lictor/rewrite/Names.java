package io.lictor.rewrite;

import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import java.util.Collection;
import java.util.List;

/** Some names of fields, ready to be left out of heads. Immutable: any thread. */
record Names(long wellKnown, List<FieldMatch> others) {

    static Names of(Collection<String> names) {
        List<FieldMatch> all = names.stream().map(FieldMatch::of).toList();
        long bits = 0;
        for (FieldMatch name : all) {
            bits |= name.isWellKnown() ? FieldName.bit(name.number()) : 0;
        }
        return new Names(bits, all.stream().filter(n -> !n.isWellKnown()).toList());
    }

    boolean hasAny() {
        return wellKnown != 0 || !others.isEmpty();
    }

    /** Leaves them out of {@code head}. */
    void removeFrom(Head head, HeadEdits edits) {
        edits.removeNames(wellKnown);
        for (int n = 0; n < others.size(); n++) {
            FieldMatch name = others.get(n);
            for (int i = name.find(head, 0); i >= 0; i = name.find(head, i + 1)) {
                edits.remove(i);
            }
        }
    }
}
