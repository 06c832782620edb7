package io.lictor.discovery.dialect.traefik;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the tags {@code traefik.http.services.NAME.loadbalancer.…} say of an upstream and of the instance as its peer.
 *
 * <p>Used by one thread, once.
 */
final class TraefikService {

    private final TraefikTags tags;
    private final String name;
    private final String start;
    private final RouteWords words;
    private int port;
    private boolean passesHost = true;

    private TraefikService(TraefikTags tags, String name) {
        this.tags = tags;
        this.name = name;
        this.start = "http.services." + name + ".loadbalancer.";
        this.words = new RouteWords(tags);
    }

    /** Reads the service called so; one without tags has the defaults. */
    static TraefikService read(TraefikTags tags, String name) {
        TraefikService service = new TraefikService(tags, name);
        service.server();
        service.balance();
        service.checks();
        return service;
    }

    /** Where the instance serves; 0 = where it is registered. */
    int port() {
        return port;
    }

    /** Whether peers get the client's Host. */
    boolean passesHost() {
        return passesHost;
    }

    RouteWords words() {
        return words;
    }

    private void server() {
        for (String key : tags.keys("http.services." + name + ".")) {
            if (!key.startsWith(start)) {
                words.refuse(key, "not supported (expected: loadbalancer)");
            }
        }
        String url = start + "server.url";
        tags.value(url).ifPresent(value -> words.refuse(url, "not supported: an instance stands for itself only"));
        String portKey = start + "server.port";
        tags.value(portKey).ifPresent(value -> {
            if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 65_535) {
                port = Integer.parseInt(value);
            } else {
                words.refuse(portKey, "\"" + value + "\" (expected: 1 to 65535)");
            }
        });
        String scheme = start + "server.scheme";
        tags.value(scheme).filter(value -> !value.equals("http")).ifPresent(value -> scheme(scheme, value));
        String weight = start + "server.weight";
        tags.value(weight).ifPresent(value -> {
            if (value.equals("0")) {
                words.flag("down");
            } else {
                words.add(weight, "weight", value);
            }
        });
        String host = start + "passhostheader";
        tags.value(host).ifPresent(value -> passesHost = isTrue(host, value));
    }

    private void scheme(String key, String value) {
        if (value.equals("https")) {
            words.add(key, "proxy_ssl", "on");
        } else {
            words.refuse(key, "\"" + value + "\" not supported (expected: http or https)");
        }
    }

    private void balance() {
        String key = start + "strategy";
        Optional<String> strategy = tags.value(key);
        if (isSticky()) {
            String sticky = start + "sticky.cookie";
            words.add(
                    tags.keys(sticky).stream().findFirst().orElse(sticky), "balance", "sticky:" + cookie(sticky + "."));
            strategy.filter(value -> !value.equals("wrr"))
                    .ifPresent(value -> tags.report(key, "not supported beside a sticky cookie"));
            return;
        }
        strategy.ifPresent(value -> {
            switch (value) {
                case "wrr" -> {}
                case "p2c" -> words.add(key, "balance", "random");
                case "leasttime" -> words.add(key, "balance", "least_time");
                case "hrw" -> words.add(key, "balance", "hash:remote_addr:consistent");
                default -> words.refuse(key, "\"" + value + "\" (expected: wrr, p2c, leasttime or hrw)");
            }
        });
    }

    private boolean isSticky() {
        String key = start + "sticky.cookie";
        boolean on = tags.value(key).map(value -> isTrue(key, value)).orElse(true);
        return on && tags.keys(key).stream().anyMatch(k -> k.equals(key) || k.startsWith(key + "."));
    }

    private String cookie(String cookie) {
        StringBuilder text = new StringBuilder(tags.value(cookie + "name").orElseGet(this::cookieName));
        text.append(",path=").append(tags.value(cookie + "path").orElse("/"));
        tags.value(cookie + "domain").ifPresent(value -> text.append(",domain=").append(value));
        tags.value(cookie + "maxage")
                .filter(value -> !value.equals("0"))
                .ifPresent(value -> text.append(",expires=").append(value));
        for (String flag : List.of("httponly", "secure")) {
            if (tags.value(cookie + flag)
                    .map(value -> isTrue(cookie + flag, value))
                    .orElse(false)) {
                text.append(',').append(flag);
            }
        }
        tags.value(cookie + "samesite")
                .ifPresent(value -> text.append(",samesite=").append(value.toLowerCase(Locale.ROOT)));
        return text.toString();
    }

    /** As Traefik calls it: an underscore, and the start of a hash of the service's name. */
    private String cookieName() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(name.getBytes(StandardCharsets.UTF_8));
            return "_" + HexFormat.of().formatHex(Arrays.copyOf(hash, 3)).substring(0, 5);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private void checks() {
        String check = start + "healthcheck.";
        if (!tags.keys(check).isEmpty()) {
            activeCheck(check);
        }
        String passive = start + "passivehealthcheck.";
        tags.value(passive + "failurewindow")
                .ifPresent(value -> words.addTime(passive + "failurewindow", "fail_timeout", value, ""));
        tags.value(passive + "maxfailedattempts")
                .ifPresent(value -> words.add(passive + "maxfailedattempts", "max_fails", value));
    }

    private void activeCheck(String check) {
        Optional<String> path = tags.value(check + "path");
        if (path.isEmpty()) {
            words.refuse(tags.keys(check).get(0), "given without healthcheck.path (expected: with it)");
            return;
        }
        String with = "health_check=/";
        if (!path.get().startsWith("/")) {
            words.refuse(check + "path", "\"" + path.get() + "\" (expected: a path that starts with /)");
            return;
        }
        words.add(check + "path", "health_check", path.get());
        words.addTime(
                check + "interval",
                "health_check_interval",
                tags.value(check + "interval").orElse("30s"),
                with);
        tags.value(check + "timeout")
                .ifPresent(value -> words.addTime(check + "timeout", "health_check_timeout", value, with));
        tags.value(check + "port").ifPresent(value -> words.add(check + "port", "health_check_port", value, with));
        tags.value(check + "status")
                .filter(value -> !value.equals("0"))
                .ifPresent(value -> words.add(check + "status", "health_check_match", value, with));
        usual(check + "scheme", "http");
        usual(check + "mode", "http");
        usual(check + "method", "get");
    }

    /** The only value there is means nothing; any other is reported, and the check is made all the same. */
    private void usual(String key, String value) {
        tags.value(key)
                .filter(given -> !given.equalsIgnoreCase(value))
                .ifPresent(given -> tags.report(key, "not supported (expected: " + value + ")"));
    }

    private boolean isTrue(String key, String value) {
        return GoBoolean.parse(value).orElseGet(() -> {
            words.refuse(key, GoBoolean.wrong(value));
            return false;
        });
    }
}
