package io.lictor.discovery;

import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteDefaults;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys below a prefix: {@code routes/NAME} holds a route as a flag has it, {@code defaults/SERVICE} options for
 * the routes of a service, and {@code defaults/*} for all.
 *
 * <p>A key that cannot be read costs only itself, and what it said last when it could be read stands as long as the key is
 * there. Confined to the discovery thread; owns that memory.
 */
final class KeyedRoutes {

    private static final String ROUTES = "routes/";
    private static final String DEFAULTS = "defaults/";
    private static final String ALL = "*";

    /** Files and filters are not there on every machine that reads the key, and a state that names one is not applied. */
    private static final Set<String> OF_MACHINE =
            Set.of("filters", "proxy_ssl_trusted_certificate", "proxy_ssl_certificate", "proxy_ssl_certificate_key");

    /** Reads the text of one key. */
    private interface Reader<T> {
        T read(String text, String source) throws SpecException;
    }

    private final String prefix;
    private final Map<String, RouteSpec> lastRoutes = new HashMap<>();
    private final Map<String, RouteDefaults> lastDefaults = new HashMap<>();

    /**
     * @param prefix what every key starts with, with the slash at its end
     */
    KeyedRoutes(String prefix) {
        this.prefix = prefix;
    }

    /** Reads all keys anew. */
    OperatorKeys read(SortedMap<String, String> keys) {
        lastRoutes.keySet().retainAll(keys.keySet());
        lastDefaults.keySet().retainAll(keys.keySet());
        List<Problem> problems = new ArrayList<>();
        List<RouteSpec> routes = new ArrayList<>();
        Map<String, RouteDefaults> defaults = new HashMap<>();
        keys.forEach((key, text) -> {
            String name = key.substring(prefix.length());
            if (name.isEmpty() || name.endsWith("/") && text.isBlank()) {
                // The mark of a folder, as Consul's own pages make it.
                return;
            }
            if (name.startsWith(ROUTES)) {
                RouteSpec route = read(key, text, KeyedRoutes::route, lastRoutes, problems);
                if (route != null) {
                    routes.add(route);
                }
            } else if (name.startsWith(DEFAULTS) && name.length() > DEFAULTS.length()) {
                RouteDefaults read = read(key, text, (t, s) -> defaults(t), lastDefaults, problems);
                if (read != null) {
                    defaults.put(name.substring(DEFAULTS.length()), read);
                }
            } else {
                problems.add(new Problem(
                        "key " + key,
                        "not known (expected: " + prefix + ROUTES + "NAME, " + prefix + DEFAULTS + "SERVICE or "
                                + prefix + DEFAULTS + ALL + ")"));
            }
        });
        RouteDefaults all = defaults.getOrDefault(ALL, RouteDefaults.NONE);
        defaults.remove(ALL);
        return new OperatorKeys(routes, all, defaults, new TreeMap<>(), problems);
    }

    private static RouteSpec route(String text, String source) throws SpecException {
        RouteSpec route = RouteParser.parse(text, source);
        checkOfMachine(route.words());
        return route;
    }

    private static RouteDefaults defaults(String text) throws SpecException {
        RouteDefaults defaults = RouteDefaults.parse(text);
        checkOfMachine(defaults.words());
        return defaults;
    }

    private static void checkOfMachine(List<String> words) throws SpecException {
        for (String word : words) {
            String name = word.substring(0, Math.max(0, word.indexOf('=')));
            if (OF_MACHINE.contains(name)) {
                throw new SpecException(name + ": names something of one machine (expected: in a flag)");
            }
        }
    }

    private static <T> @Nullable T read(
            String key, String text, Reader<T> reader, Map<String, T> last, List<Problem> problems) {
        try {
            if (text.contains(KeysSnapshot.NO_TEXT)) {
                throw new SpecException("no text (expected: UTF-8)");
            }
            T value = reader.read(text, "key " + key);
            last.put(key, value);
            return value;
        } catch (SpecException e) {
            T stands = last.get(key);
            problems.add(new Problem(
                    "key " + key,
                    e.getMessage()
                            + (stands == null ? "" : "; what it said before stands: \"" + shown(stands) + "\"")));
            return stands;
        }
    }

    private static String shown(Object value) {
        return value instanceof RouteSpec route ? route.text() : value.toString();
    }
}
