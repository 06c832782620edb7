package io.lictor.discovery.devconsul;

import java.util.List;
import java.util.Map;

/**
 * A service instance to be registered.
 *
 * @param id unique at its agent
 * @param name the service
 * @param address where it listens; empty for the node's address
 * @param port where it listens
 * @param tags any
 * @param meta any
 * @param passingWeight its share while it passes
 * @param warningWeight its share while it warns
 * @param check how Consul checks it
 */
public record Registration(
        String id,
        String name,
        String address,
        int port,
        List<String> tags,
        Map<String, String> meta,
        int passingWeight,
        int warningWeight,
        Check check) {

    public Registration {
        tags = List.copyOf(tags);
        meta = Map.copyOf(meta);
    }

    /** An instance without a check, thus passing. */
    public static Registration of(String id, String name, String address, int port, String... tags) {
        return new Registration(id, name, address, port, List.of(tags), Map.of(), 1, 1, Check.NONE);
    }

    public Registration withTags(String... newTags) {
        return new Registration(id, name, address, port, List.of(newTags), meta, passingWeight, warningWeight, check);
    }

    public Registration withMeta(Map<String, String> newMeta) {
        return new Registration(id, name, address, port, tags, newMeta, passingWeight, warningWeight, check);
    }

    public Registration withWeights(int passing, int warning) {
        return new Registration(id, name, address, port, tags, meta, passing, warning, check);
    }

    public Registration withCheck(Check newCheck) {
        return new Registration(id, name, address, port, tags, meta, passingWeight, warningWeight, newCheck);
    }

    /**
     * A check.
     *
     * @param kind how
     * @param subject the URL, or the script for {@code sh -c}; empty for those told by hand
     * @param interval how often: {@code 1s}; how long a word holds for those told by hand
     */
    public record Check(Kind kind, String subject, String interval) {

        /** No check: always passing. */
        public static final Check NONE = new Check(Kind.NONE, "", "");

        /** The kinds. */
        public enum Kind {
            NONE,
            HTTP,
            SCRIPT,
            TTL
        }

        /** Passing while the URL answers 2xx. */
        public static Check http(String url, String interval) {
            return new Check(Kind.HTTP, url, interval);
        }

        /** Passing while the script ends with 0, warning with 1. */
        public static Check script(String script, String interval) {
            return new Check(Kind.SCRIPT, script, interval);
        }

        /** Told by {@link ConsulAdmin#report}; critical until then. */
        public static Check told() {
            return new Check(Kind.TTL, "", "1h");
        }
    }
}
