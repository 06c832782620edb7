package io.lictor.server.importer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What becomes of each directive: what the table says, until somebody who looked closer knows better. Used by one thread. */
final class Findings {

    /** Blocks of which nothing is looked at but that they are there. */
    private static final Set<String> OPAQUE =
            Set.of("types", "map", "geo", "split_clients", "stream", "mail", "if", "limit_except");

    private static final class Entry {

        private final Directive directive;
        private Outcome outcome;
        private String note;
        private boolean said;

        Entry(Directive directive, DirectiveTable.Row row) {
            this.directive = directive;
            this.outcome = row.outcome();
            this.note = row.outcome() == Outcome.SAME ? "" : row.note();
        }
    }

    private final Map<Integer, Entry> entries = new LinkedHashMap<>();

    /** Every directive, as the table has it. */
    Findings(List<Directive> directives) {
        add("", directives);
    }

    private void add(String block, List<Directive> directives) {
        for (Directive directive : directives) {
            entries.put(directive.number(), new Entry(directive, DirectiveTable.row(block, directive.name())));
            if (!OPAQUE.contains(directive.name())) {
                add(directive.name(), directive.block());
            }
        }
    }

    void same(Directive directive, String note) {
        say(directive, Outcome.SAME, note);
    }

    void differs(Directive directive, String note) {
        say(directive, Outcome.DIFFERS, note);
    }

    void needless(Directive directive, String note) {
        say(directive, Outcome.NEEDLESS, note);
    }

    void unsupported(Directive directive, String note) {
        say(directive, Outcome.UNSUPPORTED, note);
    }

    /** A directive that is inherited is looked at in several places: the worst is told. */
    private void say(Directive directive, Outcome outcome, String note) {
        Entry entry = entries.get(directive.number());
        if (entry == null || entry.said && rank(entry.outcome) >= rank(outcome) && outcome != Outcome.UNSUPPORTED) {
            return;
        }
        entry.said = true;
        entry.outcome = outcome;
        entry.note = note;
    }

    private static int rank(Outcome outcome) {
        return switch (outcome) {
            case NEEDLESS -> 0;
            case SAME -> 1;
            case DIFFERS -> 2;
            case UNSUPPORTED -> 3;
        };
    }

    /** One line a directive, in their order; blocks that only hold others are left out. */
    List<ImportResult.Line> lines() {
        List<ImportResult.Line> lines = new ArrayList<>();
        for (Entry entry : entries.values()) {
            boolean frame = Set.of("http", "server", "events", "include").contains(entry.directive.name())
                    && entry.directive.isBlock();
            if (!frame) {
                lines.add(new ImportResult.Line(
                        entry.directive.place(), entry.directive.text(), entry.outcome.text(), entry.note));
            }
        }
        return lines;
    }
}
