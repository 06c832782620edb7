package io.lictor.server.importer;

import io.lictor.config.Address;
import io.lictor.server.importer.ImportResult.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a configuration and says what does the same here. Without state. */
public final class Importer {

    private Importer() {}

    /**
     * Imports a file of either kind: tags have no braces and no semicolons at the ends of lines.
     *
     * @throws ImportException where it is neither: the place, and what was expected
     * @throws IOException when the file cannot be read
     */
    public static ImportResult of(Path file) throws ImportException, IOException {
        return Tags.areIn(Files.readString(file)) ? Tags.of(file) : ofConfiguration(file);
    }

    /**
     * Imports an nginx.conf, a part of one, or a template of one.
     *
     * @throws ImportException where it is none: the place, and what was expected
     * @throws IOException when the file cannot be read
     */
    public static ImportResult ofConfiguration(Path file) throws ImportException, IOException {
        ConfReader.Result read = ConfReader.read(file);
        List<Directive> all = read.directives();
        Findings findings = new Findings(all);
        for (Directive missing : read.missing()) {
            if (missing.arg(0).endsWith("mime.types")) {
                findings.needless(missing, "no files are served");
            } else {
                findings.unsupported(missing, "no such file");
            }
        }
        Scope main = new Scope(null, all);
        List<Flag> flags = new ArrayList<>();
        Scope http = all.stream()
                .filter(d -> d.name().equals("http") && d.isBlock())
                .findFirst()
                .map(main::inner)
                // A file that others include, as conf.d/*.conf and templates are.
                .orElse(main);
        flags(main, http, findings, flags);
        upgradeMaps(http, findings);
        if (servesEveryService(http)) {
            flags.add(new Flag("--service-name", "*"));
        }
        Servers servers = new Servers(http, findings);
        List<String> listeners = servers.listeners();
        return new ImportResult(findings.lines(), flags, listeners, servers.routes());
    }

    /** Whether each service is at its own name, as the template that most sites have copied has it. */
    private static boolean servesEveryService(Scope http) {
        return http.own().stream()
                .filter(d -> d.name().equals("server"))
                .flatMap(d -> d.block().stream())
                .anyMatch(d -> d.name().equals("location") && d.args().contains("/" + Templates.EVERY));
    }

    /** What nearly everybody has for WebSocket, which passes without it. */
    private static void upgradeMaps(Scope http, Findings findings) {
        http.own().stream()
                .filter(d -> d.name().equals("map") && d.arg(0).equals("$http_upgrade"))
                .forEach(d -> findings.needless(d, "WebSocket passes without being told"));
    }

    private static void flags(Scope main, Scope http, Findings findings, List<Flag> flags) {
        main.one("worker_processes").filter(d -> d.arg(0).matches("[0-9]+")).ifPresent(d -> {
            flags.add(new Flag("--workers", d.arg(0)));
            findings.same(d, "--workers " + d.arg(0));
        });
        main.one("worker_shutdown_timeout").ifPresent(d -> {
            flags.add(new Flag("--drain-timeout", d.arg(0)));
            findings.same(d, "--drain-timeout " + d.arg(0));
        });
        main.own().stream()
                .filter(d -> d.name().equals("events"))
                .flatMap(d -> d.block().stream())
                .filter(d -> d.name().equals("worker_connections") && d.arg(0).matches("[0-9]+"))
                .forEach(d -> flags.add(new Flag("--max-connections", d.arg(0))));
        http.one("access_log").filter(d -> !d.arg(0).contains(":")).ifPresent(d -> {
            boolean combined = d.args().size() < 2 || d.arg(1).equals("combined");
            flags.add(new Flag("--access-log", d.arg(0).equals("/dev/stdout") ? "-" : d.arg(0)));
            findings.differs(d, combined ? "one log for all" : "one log for all, in the combined format");
        });
        http.one("resolver").ifPresent(d -> {
            try {
                Address address = Address.parse(d.arg(0), 53);
                if (address.isLiteral()) {
                    flags.add(new Flag("--resolver", address.toString()));
                    return;
                }
            } catch (IllegalArgumentException e) {
                // Said below.
            }
            findings.unsupported(d, "\"" + d.arg(0) + "\" (expected: an IP address)");
        });
    }
}
