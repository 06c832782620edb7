package io.lictor.server.importer;

import io.lictor.config.Address;
import io.lictor.server.importer.ImportResult.PeerLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes groups of {@code upstream} blocks. Used by one thread, once. */
final class Upstreams {

    private static final Set<String> PARAMETERS =
            Set.of("weight", "max_fails", "fail_timeout", "max_conns", "slow_start");
    private static final Set<String> FLAGS = Set.of("backup", "down", "drain");

    /** What a {@code server} line says. */
    private record Server(Directive directive, String address, Map<String, String> parameters) {

        List<String> options() {
            List<String> options = new ArrayList<>();
            parameters.forEach((name, value) -> options.add(value.isEmpty() ? name : name + "=" + value));
            return options;
        }
    }

    private final Findings findings;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    Upstreams(List<Directive> http, Findings findings) {
        this.findings = findings;
        for (Directive directive : http) {
            if (directive.name().equals("upstream")) {
                groups.put(directive.arg(0), group(directive));
            }
        }
    }

    /** The group of a name or of {@code HOST[:PORT]} in {@code proxy_pass}; empty when it is neither. */
    Optional<Group> named(String authority, int port) {
        Group group = groups.get(authority);
        if (group != null) {
            return Optional.of(group);
        }
        try {
            String address = Address.parse(authority, port).toString();
            return Optional.of(
                    new Group(authority, "http://" + address, List.of(), List.of(new PeerLine(address, List.of()))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Group group(Directive upstream) {
        List<Server> servers = upstream.block().stream()
                .filter(d -> d.name().equals("server"))
                .map(this::server)
                .flatMap(Optional::stream)
                .toList();
        List<String> options = new ArrayList<>();
        Optional<Server> service = servers.stream()
                .filter(s -> s.address.startsWith(Templates.SERVICE))
                .findFirst();
        String target;
        if (service.isPresent()) {
            options.addAll(service.get().options());
            target = service(service.get());
        } else {
            List<Server> alike = alike(servers, options);
            target = alike.stream().map(s -> "http://" + s.address).distinct().collect(Collectors.joining(","));
        }
        new UpstreamOptions(findings).add(upstream.block(), options);
        if (target.endsWith(Templates.EVERY)) {
            findings.differs(upstream, "one upstream for each route that a service declares");
        } else if (target.isEmpty()) {
            findings.unsupported(upstream, "no server of it could be used");
        } else {
            findings.same(upstream, target);
        }
        List<PeerLine> peers = service.isPresent()
                ? List.of()
                : servers.stream()
                        .map(s -> new PeerLine(s.address, s.options()))
                        .toList();
        return new Group(upstream.arg(0), target, options, peers);
    }

    private String service(Server server) {
        String query = server.address.substring(Templates.SERVICE.length());
        String name = query.replaceFirst("[|@~?].*", "");
        if (name.equals(Templates.EVERY)) {
            findings.differs(server.directive, "the instances of each service");
            return Templates.SERVICE + Templates.EVERY;
        }
        int dot = name.indexOf('.');
        String tag = dot < 0 ? "" : name.substring(0, dot);
        String service = name.substring(dot + 1);
        if (query.length() > name.length()) {
            findings.differs(
                    server.directive, "service:" + service + "; passing and warning instances, of this datacenter");
        } else if (dot >= 0) {
            findings.differs(
                    server.directive,
                    "service:" + service + ", all its instances; tag:" + tag + " is every instance with that tag");
        } else {
            findings.same(server.directive, "service:" + service);
        }
        return "service:" + service;
    }

    /** Those that one route can treat alike, and their options; of the others it is said. */
    private List<Server> alike(List<Server> servers, List<String> options) {
        List<Server> kept = new ArrayList<>();
        boolean allBackup = servers.stream().allMatch(s -> s.parameters.containsKey("backup"));
        for (Server server : servers) {
            if (server.parameters.containsKey("down")) {
                findings.same(server.directive, "left out, as it is never used");
            } else if (server.parameters.containsKey("backup") && !allBackup) {
                findings.unsupported(
                        server.directive, "left out of the flag: one route's peers are alike; --as tags has backup");
            } else {
                kept.add(server);
            }
        }
        Set<String> names = new LinkedHashSet<>();
        kept.forEach(server -> names.addAll(server.parameters.keySet()));
        names.remove("backup");
        for (String name : names) {
            Set<String> values =
                    kept.stream().map(s -> s.parameters.getOrDefault(name, "")).collect(Collectors.toSet());
            if (values.size() == 1) {
                String value = values.iterator().next();
                options.add(value.isEmpty() ? name : name + "=" + value);
            } else {
                kept.forEach(server -> findings.differs(
                        server.directive, name + " differs between the servers: only --as tags has it for each"));
            }
        }
        return kept;
    }

    private Optional<Server> server(Directive directive) {
        String written = directive.arg(0);
        if (written.startsWith("unix:")) {
            findings.unsupported(directive, "a unix socket");
            return Optional.empty();
        }
        String address = written;
        if (!written.startsWith(Templates.SERVICE)) {
            try {
                address = Address.parse(written, 80).toString();
            } catch (IllegalArgumentException e) {
                findings.unsupported(directive, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : directive.args().subList(1, directive.args().size())) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            boolean known = equals < 0 ? FLAGS.contains(name) : PARAMETERS.contains(name);
            String value = parameter.substring(equals + 1);
            if (name.equals("resolve")) {
                findings.same(directive, "every name is followed");
            } else if (!known || Words.wrong(parameter).isPresent()) {
                findings.unsupported(directive, "the parameter " + parameter);
            } else if (!(name.equals("weight") && value.equals("1"))) {
                parameters.put(name, equals < 0 ? "" : value);
            }
        }
        findings.same(directive, "");
        return Optional.of(new Server(directive, address, parameters));
    }
}
