package io.lictor.discovery.dialect.traefik;

import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tags {@code traefik.KEY=VALUE} of one instance, by their keys without {@code traefik.}, and which of them nobody has
 * asked for: those are not supported.
 *
 * <p>Keys have no case. Used by one thread, once.
 */
final class TraefikTags {

    static final String PREFIX = "traefik.";

    private record Tag(String tag, String key, String value) {}

    private final Instance instance;
    private final Collection<Problem> problems;
    private final Map<String, Tag> byKey = new TreeMap<>();
    private final Set<String> asked = new TreeSet<>();

    /**
     * Gathers them.
     *
     * @param problems takes what could not be used
     */
    TraefikTags(Instance instance, Collection<Problem> problems) {
        this.instance = instance;
        this.problems = problems;
        for (String written : instance.tags()) {
            int equals = written.indexOf('=');
            if (isOne(written) && equals > 0) {
                String key = written.substring(PREFIX.length(), equals);
                Tag tag = new Tag(written, key, written.substring(equals + 1).strip());
                Tag other = byKey.putIfAbsent(key.toLowerCase(Locale.ROOT), tag);
                if (other != null) {
                    report(tag, "given twice; the first one counts: \"" + other.tag + "\"");
                }
            }
        }
    }

    static boolean isOne(String tag) {
        return tag.regionMatches(true, 0, PREFIX, 0, PREFIX.length()) && tag.indexOf('=') > PREFIX.length();
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** The value of a key, which from now on is one that was asked for. */
    Optional<String> value(String key) {
        asked.add(key);
        return Optional.ofNullable(byKey.get(key)).map(Tag::value);
    }

    /** The values of a key by commas. */
    List<String> list(String key) {
        return value(key).stream()
                .flatMap(value -> List.of(value.split(",", -1)).stream())
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** The names that stand behind {@code start}, with a dot and more behind them. */
    Set<String> namesOfMany(String start) {
        Set<String> names = names(start);
        names.removeIf(name -> keys(start + name + ".").isEmpty());
        return names;
    }

    /** The names that stand behind {@code start}, up to the next dot. */
    Set<String> names(String start) {
        Set<String> names = new LinkedHashSet<>();
        for (String key : keys(start)) {
            int dot = key.indexOf('.', start.length());
            names.add(dot < 0 ? key.substring(start.length()) : key.substring(start.length(), dot));
        }
        return names;
    }

    /** The keys that begin so, in order. */
    List<String> keys(String start) {
        return byKey.keySet().stream().filter(key -> key.startsWith(start)).toList();
    }

    /** What stands behind {@code start} in a key, as it was written: the name of a field. */
    String written(String key, String start) {
        Tag tag = byKey.get(key);
        return tag == null ? key.substring(start.length()) : tag.key.substring(start.length());
    }

    /** Reports the tag of a key, which from now on is one that was asked for. */
    void report(String key, String message) {
        asked.add(key);
        Tag tag = byKey.get(key);
        if (tag != null) {
            report(tag, message);
        }
    }

    /** Reports what is no single tag's. */
    void reportOf(String what, String message) {
        problems.add(new Problem(what + " of " + instance.label(), message));
    }

    /** Reports each key that nobody asked for. */
    void reportRest() {
        byKey.keySet().stream()
                .filter(key -> !asked.contains(key))
                .toList()
                .forEach(key -> report(key, NotSupported.message(key)));
    }

    private void report(Tag tag, String message) {
        // A password may stand in the tag; who has it in mind finds it by the key.
        String shown = tag.key.toLowerCase(Locale.ROOT).contains("auth") ? Problem.masked(tag.tag) : tag.tag;
        problems.add(new Problem("tag \"" + shown + "\" of " + instance.label(), message));
    }
}
