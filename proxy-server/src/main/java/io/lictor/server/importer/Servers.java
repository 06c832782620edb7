package io.lictor.server.importer;

import io.lictor.config.HostPattern;
import io.lictor.server.importer.ImportResult.RouteLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes listeners and routes of the {@code server} blocks. Used by one thread, once. */
final class Servers {

    private final Scope http;
    private final Findings findings;
    private final Upstreams upstreams;
    private final List<RouteLine> routes = new ArrayList<>();
    /** Each address and the server that answers there when no name fits. */
    private final Map<String, Scope> listeners = new LinkedHashMap<>();
    /** Where each server listens, by the number of its directive. */
    private final Map<Integer, Set<String>> addresses = new LinkedHashMap<>();

    Servers(Scope http, Findings findings) {
        this.http = http;
        this.findings = findings;
        this.upstreams = new Upstreams(http.own(), findings);
        List<Directive> servers = http.own().stream()
                .filter(d -> d.name().equals("server") && d.isBlock())
                .toList();
        Set<Integer> defaults = new LinkedHashSet<>();
        for (Directive server : servers) {
            listen(server, defaults);
        }
        Map<Directive, List<String>> hosts = new LinkedHashMap<>();
        servers.forEach(server -> hosts.put(server, names(server)));
        tellOfListeners(servers);
        for (Directive server : servers) {
            List<String> mine = new ArrayList<>(hosts.get(server));
            if (defaults.contains(server.number())) {
                // For every host. Its own names only where another server's pattern would take them.
                mine.removeIf(name -> hosts.entrySet().stream()
                        .filter(other -> !other.getKey().equals(server))
                        .flatMap(other -> other.getValue().stream())
                        .noneMatch(pattern -> takes(pattern, name)));
                mine.add(0, "");
            } else if (mine.isEmpty()) {
                mine.add("");
            }
            new Locations(mine, origin(), upstreams, findings, routes).of(http.inner(server));
        }
    }

    List<RouteLine> routes() {
        return List.copyOf(routes);
    }

    List<String> listeners() {
        List<String> texts = new ArrayList<>();
        listeners.forEach((address, scope) -> {
            List<String> words = new ArrayList<>();
            new ListenerWords(scope, findings, words).add();
            texts.add(address + (words.isEmpty() ? "" : " " + String.join(" ", words)));
        });
        return texts;
    }

    /** nginx has servers apart by where they listen; here a route is for every listener. */
    private void tellOfListeners(List<Directive> servers) {
        for (Directive server : servers) {
            if (!addresses.getOrDefault(server.number(), Set.of()).equals(listeners.keySet())) {
                server.block().stream()
                        .filter(d -> d.name().equals("listen"))
                        .forEach(d -> findings.differs(d, "the routes of this server are for every listener"));
            }
        }
    }

    /** As {@code port_in_redirect} has it. */
    private String origin() {
        boolean usual = listeners.keySet().stream().allMatch(address -> ("*:" + address).endsWith(":80"));
        return usual ? "$scheme://$host" : "$scheme://$host:$server_port";
    }

    private void listen(Directive server, Set<Integer> defaults) {
        List<Directive> listens =
                server.block().stream().filter(d -> d.name().equals("listen")).toList();
        if (listens.isEmpty()) {
            address("80", false, server, defaults);
        }
        for (Directive listen : listens) {
            if (listen.arg(0).startsWith("unix:")) {
                findings.unsupported(listen, "a unix socket");
                continue;
            }
            if (listen.args().stream().anyMatch(Set.of("ssl", "quic", "proxy_protocol")::contains)) {
                findings.unsupported(listen, "ssl, quic or proxy_protocol");
                continue;
            }
            String address = listen.arg(0)
                    .replaceFirst("^\\*:", "")
                    .replaceFirst("^0\\.0\\.0\\.0:", "")
                    .replaceFirst("^localhost", "127.0.0.1");
            if (address.startsWith("[::]")) {
                address = address.substring(4).replaceFirst("^:", "");
            }
            address = address.isEmpty() ? "80" : address.matches("[0-9]+|.*:[0-9]+") ? address : address + ":80";
            boolean isDefault = listen.args().contains("default_server");
            findings.same(listen, "--listen " + address);
            address(address, isDefault, server, defaults);
        }
    }

    private void address(String address, boolean isDefault, Directive server, Set<Integer> defaults) {
        addresses
                .computeIfAbsent(server.number(), number -> new LinkedHashSet<>())
                .add(address);
        if (isDefault || !listeners.containsKey(address)) {
            listeners.put(address, http.inner(server));
        }
        if (isDefault || defaults.isEmpty()) {
            boolean named = defaults.size() == 1 && isDefault;
            if (named) {
                // It was only the first so far.
                defaults.clear();
            }
            defaults.add(server.number());
        }
    }

    /** What stands before the path of its routes. */
    private List<String> names(Directive server) {
        List<String> names = new ArrayList<>();
        for (Directive directive : server.block()) {
            if (!directive.name().equals("server_name")) {
                continue;
            }
            findings.same(directive, "");
            for (String name : directive.args()) {
                if (name.equals("_") || name.isEmpty()) {
                    continue;
                }
                if (name.startsWith("~") || name.contains("$")) {
                    findings.unsupported(directive, "a regular expression: " + name);
                    continue;
                }
                for (String host : name.startsWith(".") ? List.of(name.substring(1), "*" + name) : List.of(name)) {
                    try {
                        HostPattern.parse(host);
                        names.add(host);
                    } catch (IllegalArgumentException e) {
                        findings.unsupported(directive, String.valueOf(e.getMessage()));
                    }
                }
            }
        }
        return names;
    }

    private static boolean takes(String pattern, String name) {
        return !name.startsWith("*")
                && !name.endsWith("*")
                && (pattern.startsWith("*.") && name.endsWith(pattern.substring(1))
                        || pattern.endsWith(".*") && name.startsWith(pattern.substring(0, pattern.length() - 1)));
    }
}
