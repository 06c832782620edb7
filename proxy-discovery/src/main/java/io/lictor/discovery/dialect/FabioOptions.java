package io.lictor.discovery.dialect;

import io.lictor.config.spec.Option;
import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The options of a Fabio route in the words of Lictor's grammar.
 *
 * <p>Where what keeps clients out is not supported, or cannot be read, the route keeps all of them out: were it left out, a
 * shorter path of the same service would take its requests. Whatever is spoken but HTTP is not served. What is left out without harm is a
 * note, and the route is served. Immutable.
 *
 * @param words options of the grammar
 * @param share of the route's requests, in millionths; 0 = none
 * @param notes what the route is served without
 */
record FabioOptions(List<String> words, int share, List<String> notes) {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

    /** Weights above are cut off here: as a share they mean the same. */
    private static final double MOST_WEIGHT = 2_000;

    FabioOptions {
        words = List.copyOf(words);
        notes = List.copyOf(notes);
    }

    /**
     * Reads {@code name=value name …}.
     *
     * @param source of the route
     * @param trust whether who wrote it may say that a certificate is not looked at
     * @param destination the URL that {@code redirect=CODE} leads to, where it stands apart from the options
     * @throws SpecException when the route must not be served so
     */
    static FabioOptions parse(String text, FabioSource source, Option.Trust trust, Optional<String> destination)
            throws SpecException {
        List<String> notes = new ArrayList<>();
        Map<String, String> options = split(text, notes);
        if (options.containsKey("auth")) {
            return closed("auth: not supported (expected: none)");
        }
        List<String> words;
        try {
            words = FabioAccess.words(options);
        } catch (SpecException e) {
            return closed(String.valueOf(e.getMessage()));
        }
        String proto = options.getOrDefault("proto", "http");
        if (!proto.equals("http") && !proto.equals("https")) {
            throw new SpecException("proto: \"" + proto + "\" is not supported (expected: http or https"
                    + FabioSource.NOT_SERVED + ")");
        }
        boolean tls = proto.equals("https");
        boolean unverified = tls && options.getOrDefault("tlsskipverify", "").equals("true");
        if (unverified && trust != Option.Trust.OPERATOR) {
            throw new SpecException(
                    "tlsskipverify: only an operator may say so, by a key or a flag (expected: a certificate"
                            + " that is trusted" + FabioSource.NOT_SERVED + ")");
        }
        int share = 0;
        for (Map.Entry<String, String> option : options.entrySet()) {
            String value = option.getValue();
            switch (option.getKey()) {
                case "proto" -> tls(tls, unverified, options.getOrDefault("host", ""), words);
                case "weight" -> share = share(value);
                case "strip" -> strip(value, words, notes);
                case "prepend" -> prepend(value, words);
                case "host" -> host(value, words);
                case "redirect" -> redirect(value, destination, options, words);
                case "allow", "deny" -> {
                    // FabioAccess has read them.
                }
                case "register" -> notes.add("register: not supported; served without it");
                case "tlsskipverify", "grpcservername", "pxyproto" -> {
                    if (!unverified || !option.getKey().equals("tlsskipverify")) {
                        notes.add(option.getKey() + ": without meaning here; served without it");
                    }
                }
                default -> notes.add(option.getKey() + ": not known, as to Fabio; served without it");
            }
        }
        if (options.containsKey("redirect") && FabioRedirect.mayCircle(url(options, destination), source.host())) {
            notes.add("redirect: a client that came by https is sent where it was; Fabio passes over such a redirect,"
                    + " this does not");
        }
        return new FabioOptions(words, share, notes);
    }

    private static FabioOptions closed(String why) {
        return new FabioOptions(
                List.of("return=403"), 0, List.of(why + "; all requests of the route are answered 403"));
    }

    /** As with Fabio the name in Host is the one that the certificate must bear. */
    private static void tls(boolean on, boolean unverified, String host, List<String> words) {
        if (on) {
            words.add("proxy_ssl=on");
        }
        if (unverified) {
            words.add("proxy_ssl_verify=off");
        }
        if (on && !host.isEmpty() && !host.equals("dst")) {
            words.add("proxy_ssl_name=" + host);
        }
    }

    /** Of one given twice the last counts. */
    private static Map<String, String> split(String text, List<String> notes) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String word : text.strip().split("\\s+")) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!word.isEmpty() && options.put(name, equals < 0 ? "" : word.substring(equals + 1)) != null) {
                notes.add(name + ": given twice; the last one counts, as with Fabio");
            }
        }
        return options;
    }

    /**
     * A weight as a share in millionths; one that is not above nothing is none, as with Fabio.
     *
     * @throws SpecException when it is no number
     */
    static int share(String text) throws SpecException {
        if (!NUMBER.matcher(text).matches()) {
            throw new SpecException("weight: \"" + text + "\" (expected: a share such as 0.05)");
        }
        double weight = Math.min(MOST_WEIGHT, Double.parseDouble(text));
        return weight <= 0 ? 0 : (int) Math.max(1, Math.round(weight * 1_000_000));
    }

    private static void strip(String value, List<String> words, List<String> notes) {
        if (value.startsWith("/") && value.length() > 1) {
            words.add("strip=" + value);
        } else if (!value.isEmpty() && !value.equals("/")) {
            notes.add("strip: \"" + value + "\" takes nothing, as no path starts so (expected: a / in front); served"
                    + " without it");
        }
    }

    private static void prepend(String value, List<String> words) {
        if (!value.isEmpty() && !value.equals("/")) {
            words.add("prepend=" + (value.startsWith("/") ? "" : "/") + value);
        }
    }

    private static void host(String value, List<String> words) {
        if (value.equals("dst")) {
            words.add("host=upstream");
        } else if (value.equals("client") || value.equals("upstream")) {
            // Words of the grammar, but names to Fabio.
            words.add("proxy_set_header=Host:" + value);
        } else if (!value.isEmpty()) {
            words.add("host=" + value);
        }
    }

    private static void redirect(
            String value, Optional<String> destination, Map<String, String> options, List<String> words)
            throws SpecException {
        int comma = value.indexOf(',');
        String code = destination.isPresent() || comma < 0 ? value : value.substring(0, comma);
        if (destination.isEmpty() && comma < 0) {
            throw new SpecException("redirect: \"" + value + "\" (expected: CODE,URL" + FabioSource.NOT_SERVED + ")");
        }
        boolean rewritten = options.containsKey("strip") || options.containsKey("prepend");
        words.add("redirect=" + code + "," + FabioRedirect.url(url(options, destination), rewritten));
    }

    private static String url(Map<String, String> options, Optional<String> destination) {
        String value = options.getOrDefault("redirect", "");
        return destination.orElse(value.substring(value.indexOf(',') + 1));
    }
}
