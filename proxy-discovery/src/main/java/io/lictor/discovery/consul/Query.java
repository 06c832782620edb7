package io.lictor.discovery.consul;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * One read of Consul's HTTP API.
 *
 * @param path under the agent's root, names in it already encoded; of keys, all that are below it are meant
 * @param consistency which server may answer
 * @param index what the answer must be newer than; 0 to be answered at once
 * @param waitSeconds how long Consul may let the question open; 0 when the index is
 * @param tag only instances that bear it are meant; empty for all
 */
record Query(String path, Consistency consistency, long index, int waitSeconds, String tag) {

    /** Consul's modes of reading. */
    enum Consistency {
        /** Any server, also one that has lost the leader. */
        STALE,
        /** The leader, or one that has just been deposed and does not know it yet. */
        DEFAULT,
        /** The leader, and a majority of the servers says that it still is one. */
        CONSISTENT
    }

    /** No instance bears it. One that does all the same makes an answer longer, and no less true. */
    private static final String NOBODYS_TAG = "lictor:nobody";

    /** What any answer may take that needs no waiting. */
    private static final long PROMPT_MILLIS = 10_000;

    /** How long a server holds a question while there is no leader, and some time for the way. */
    private static final long MARGIN_MILLIS = 7_000 + 3_000;

    /** A question about all instances. */
    Query(String path, boolean stale, long index, int waitSeconds) {
        this(path, stale ? Consistency.STALE : Consistency.DEFAULT, index, waitSeconds, "");
    }

    /** A question to the leader, answered at once. */
    static Query prompt(String path) {
        return new Query(path, false, 0, 0);
    }

    /** A question to whoever a majority takes for the leader, answered at once. */
    static Query confirmed(String path) {
        return new Query(path, Consistency.CONSISTENT, 0, 0, "");
    }

    /** A question to the leader about none of a service's instances: the answer has the index of all, and is short. */
    static Query indexOf(String path) {
        return new Query(path, Consistency.DEFAULT, 0, 0, NOBODYS_TAG);
    }

    /** The same, to be answered at once. */
    Query atOnce() {
        return new Query(path, consistency, 0, 0, tag);
    }

    /** Whether any server may answer. */
    boolean stale() {
        return consistency == Consistency.STALE;
    }

    /**
     * When to give up. Consul adds up to a sixteenth to the time it was told to wait; a frozen agent and a half-open
     * connection answer never, so there always is an end.
     */
    long deadlineMillis() {
        return index == 0 ? PROMPT_MILLIS : waitSeconds * 1_000L * 17 / 16 + MARGIN_MILLIS;
    }

    /** Whether all keys below the path are asked for, and not one of that name. */
    boolean recurse() {
        return path.startsWith("/v1/kv/");
    }

    /** A path of names as it stands in a path: its slashes stay. */
    static String encodePath(String names) {
        return encode(names).replace("%2F", "/");
    }

    /** A name as it stands in a path: Ecwid's client would send it as it is. */
    static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
