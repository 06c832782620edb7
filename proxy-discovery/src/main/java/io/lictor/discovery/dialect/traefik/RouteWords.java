package io.lictor.discovery.dialect.traefik;

import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.List;

/**
 * The options of a route in Lictor's grammar, gathered from tags. Each is judged by the grammar when it is added, so that
 * what is wrong is reported with its tag; one that is wrong, or must not be left out, costs the route.
 *
 * <p>Used by one thread, once.
 */
final class RouteWords {

    private final TraefikTags tags;
    private final List<String> words = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    RouteWords(TraefikTags tags) {
        this.tags = tags;
    }

    /** Adds {@code option=value} for the tag of {@code key}. */
    void add(String key, String option, String value) {
        add(key, option, value, "");
    }

    /** The same for an option that means something only beside {@code with}. */
    void add(String key, String option, String value, String with) {
        String word = word(option, value);
        try {
            RouteParser.parseDeclared("/ " + word + " " + with, "s", "");
            words.add(word);
        } catch (SpecException e) {
            refuse(key, String.valueOf(e.getMessage()));
        }
    }

    /** The same for a limit: one that a service may not have so high is reported, and the route has the usual one. */
    void addLimit(String key, String option, String value) {
        String word = word(option, value);
        try {
            RouteParser.parse("/ service:s " + word, "");
        } catch (SpecException e) {
            refuse(key, String.valueOf(e.getMessage()));
            return;
        }
        try {
            RouteParser.parseDeclared("/ " + word, "s", "");
            words.add(word);
        } catch (SpecException e) {
            tags.report(key, e.getMessage() + "; a route that names it is served without it");
        }
    }

    /** Adds a time; the tag is as Traefik has it. */
    void addTime(String key, String option, String value, String with) {
        try {
            add(key, option, GoDuration.toNginx(value), with);
        } catch (SpecException e) {
            refuse(key, String.valueOf(e.getMessage()));
        }
    }

    /** Adds what is known to be good. */
    void flag(String word) {
        words.add(word);
    }

    /** The tag is reported, and the route is not served. */
    void refuse(String key, String message) {
        tags.report(key, message);
        refuse("the tag traefik." + key + " is not good");
    }

    /** The route is not served. */
    void refuse(String reason) {
        reasons.add(reason);
    }

    /** Why the route is not served; empty when it is. */
    List<String> reasons() {
        return reasons;
    }

    /** The words, in the order in which they were added. */
    List<String> words() {
        return words;
    }

    /** {@code option=value} as one word of the grammar. */
    static String word(String option, String value) {
        return option + "=" + quoted(value);
    }

    /** A value in quotes where it needs them. */
    static String quoted(String value) {
        return value.matches("[^\\s\"]+")
                ? value
                : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
