package io.lictor.server.importer;

import java.util.List;
import java.util.Map;

/** Makes options of what an {@code upstream} block says beside its servers. Used by one thread, once. */
final class UpstreamOptions {

    private static final Map<String, String> KEYS = Map.of(
            "$request_uri",
            "uri",
            "$uri",
            "path",
            "$host",
            "host",
            "$http_host",
            "host",
            "$remote_addr",
            "remote_addr");

    private final Findings findings;

    UpstreamOptions(Findings findings) {
        this.findings = findings;
    }

    /** Appends the options to {@code options}. */
    void add(List<Directive> block, List<String> options) {
        for (Directive directive : block) {
            String word = word(directive);
            if (word.isEmpty()) {
                continue;
            }
            if (Words.wrong(word).isPresent()) {
                findings.unsupported(directive, Words.wrong(word).get());
            } else {
                options.add(word);
                if (DirectiveTable.row("upstream", directive.name()).outcome() == Outcome.SAME) {
                    findings.same(directive, word);
                } else {
                    findings.differs(
                            directive,
                            word + "; "
                                    + DirectiveTable.row("upstream", directive.name())
                                            .note());
                }
            }
        }
    }

    private String word(Directive directive) {
        return switch (directive.name()) {
            case "keepalive", "keepalive_requests", "keepalive_timeout", "keepalive_time" ->
                Words.option(directive.name(), directive.arg(0));
            case "least_conn", "least_time", "random", "ip_hash" -> "balance=" + directive.name();
            case "hash" -> hash(directive);
            case "sticky" -> sticky(directive);
            case "queue" -> "queue=" + directive.arg(0);
            default -> "";
        };
    }

    private String hash(Directive directive) {
        String variable = directive.arg(0).replace("{", "").replace("}", "");
        String key = KEYS.getOrDefault(variable, "");
        if (key.isEmpty() && variable.startsWith("$cookie_")) {
            key = "cookie:" + variable.substring("$cookie_".length());
        } else if (key.isEmpty() && variable.startsWith("$http_")) {
            key = "header:" + variable.substring("$http_".length()).replace('_', '-');
        }
        if (key.isEmpty()) {
            findings.unsupported(directive, "the key " + directive.arg(0));
            return "";
        }
        return "balance=hash:" + key + (directive.arg(1).equals("consistent") ? ":consistent" : "");
    }

    private String sticky(Directive directive) {
        if (!directive.arg(0).equals("cookie")) {
            findings.unsupported(directive, "sticky " + directive.arg(0));
            return "";
        }
        StringBuilder word = new StringBuilder("balance=sticky:").append(directive.arg(1));
        directive.args().stream().skip(2).forEach(attribute -> word.append(',').append(attribute));
        return word.toString();
    }
}
