package io.lictor.server.importer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A block and those around it: a directive that is not given here is the one given further out, and one of a kind given here
 * hides all of that kind further out. Immutable.
 *
 * @param outer the block around it; null for none
 * @param own what stands in it
 */
record Scope(@Nullable Scope outer, List<Directive> own) {

    /** Those of the nearest block that has any. */
    List<Directive> all(String name) {
        List<Directive> here = own.stream().filter(d -> d.name().equals(name)).toList();
        return !here.isEmpty() || outer == null ? here : outer.all(name);
    }

    /** Those of several names, in their order, of the nearest block that has any of them. */
    List<Directive> all(Set<String> names) {
        List<Directive> here =
                own.stream().filter(d -> names.contains(d.name())).toList();
        return !here.isEmpty() || outer == null ? here : outer.all(names);
    }

    Optional<Directive> one(String name) {
        List<Directive> found = all(name);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    Scope inner(Directive block) {
        return new Scope(this, block.block());
    }
}
