package io.lictor.server.importer;

import java.util.List;
import java.util.Optional;

/** Makes options of the {@code proxy_ssl_*} in force in a location. Used by one thread, once a location. */
final class TlsWords {

    private static final List<String> AS_THEY_ARE = List.of(
            "proxy_ssl_name", "proxy_ssl_trusted_certificate", "proxy_ssl_certificate", "proxy_ssl_certificate_key");

    private final Scope scope;
    private final Findings findings;
    private final List<String> options;

    TlsWords(Scope scope, Findings findings, List<String> options) {
        this.scope = scope;
        this.findings = findings;
        this.options = options;
    }

    /**
     * Of a location that asks peers by TLS. nginx verifies nobody and tells no name unless it is told to; here both are on,
     * so what nginx does must be written.
     */
    void add() {
        boolean verifies = isOn("proxy_ssl_verify");
        if (!verifies) {
            options.add("proxy_ssl_verify=off");
        }
        if (!isOn("proxy_ssl_server_name")) {
            options.add("proxy_ssl_server_name=off");
        }
        for (String name : AS_THEY_ARE) {
            Optional<Directive> directive = scope.one(name);
            if (directive.isEmpty()) {
                continue;
            }
            String word = Words.option(name, directive.get().arg(0));
            if (name.equals("proxy_ssl_trusted_certificate") && !verifies) {
                findings.needless(directive.get(), "nobody is verified");
            } else if (directive.get().arg(0).contains("$")) {
                findings.unsupported(directive.get(), "a value made of variables");
            } else {
                options.add(word);
                findings.same(directive.get(), word);
            }
        }
        scope.one("proxy_ssl_protocols").ifPresent(d -> {
            List<String> spoken = d.args().stream()
                    .filter(protocol -> protocol.equals("TLSv1.2") || protocol.equals("TLSv1.3"))
                    .toList();
            if (spoken.isEmpty()) {
                findings.unsupported(d, "TLSv1.2 and TLSv1.3 only");
                return;
            }
            String word = "proxy_ssl_protocols=" + String.join(",", spoken);
            options.add(word);
            if (spoken.size() == d.args().size()) {
                findings.same(d, word);
            } else {
                findings.differs(d, word + "; TLSv1.2 and TLSv1.3 only");
            }
        });
    }

    private boolean isOn(String name) {
        Optional<Directive> directive = scope.one(name);
        boolean on = directive.filter(d -> d.arg(0).equals("on")).isPresent();
        directive.ifPresent(d -> findings.same(d, name + "=" + (on ? "on" : "off")));
        return on;
    }
}
