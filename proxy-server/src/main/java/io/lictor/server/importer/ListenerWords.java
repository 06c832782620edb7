package io.lictor.server.importer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes options of a listener of what its default server says. Used by one thread, once a listener. */
final class ListenerWords {

    private static final List<String> AS_THEY_ARE = List.of(
            "client_header_timeout",
            "keepalive_timeout",
            "keepalive_requests",
            "lingering_time",
            "lingering_timeout",
            "max_headers",
            "real_ip_recursive");

    private final Scope scope;
    private final Findings findings;
    private final List<String> words;

    ListenerWords(Scope scope, Findings findings, List<String> words) {
        this.scope = scope;
        this.findings = findings;
        this.words = words;
    }

    void add() {
        for (String name : AS_THEY_ARE) {
            scope.one(name).ifPresent(d -> add(d, name + "=" + d.arg(0)));
        }
        scope.one("large_client_header_buffers").ifPresent(d -> add(d, d.name() + "=" + d.arg(0) + "," + d.arg(1)));
        List<Directive> from = scope.all("set_real_ip_from");
        if (!from.isEmpty()) {
            String all = from.stream()
                    .filter(d ->
                            Words.wrongListener("set_real_ip_from=" + d.arg(0)).isEmpty())
                    .map(d -> d.arg(0))
                    .collect(Collectors.joining(","));
            from.forEach(d -> {
                Optional<String> wrong = Words.wrongListener("set_real_ip_from=" + d.arg(0));
                if (wrong.isPresent()) {
                    findings.unsupported(d, wrong.get());
                } else {
                    findings.same(d, "set_real_ip_from=" + all);
                }
            });
            words.add("set_real_ip_from=" + (all.isEmpty() ? "off" : all));
            Optional<Directive> header = scope.one("real_ip_header");
            if (header.isPresent() && !header.get().arg(0).equals("proxy_protocol")) {
                add(header.get(), "real_ip_header=" + header.get().arg(0));
            } else if (header.isPresent()) {
                findings.unsupported(header.get(), "proxy_protocol");
            } else {
                // nginx's default; ours is X-Forwarded-For.
                words.add("real_ip_header=X-Real-IP");
            }
        }
    }

    private void add(Directive directive, String word) {
        Optional<String> wrong = Words.wrongListener(word);
        if (wrong.isPresent()) {
            findings.unsupported(directive, wrong.get());
        } else {
            words.add(word);
            findings.same(directive, word);
        }
    }
}
