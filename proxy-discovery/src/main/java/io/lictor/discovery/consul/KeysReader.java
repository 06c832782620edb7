package io.lictor.discovery.consul;

import io.lictor.clock.Ticker;
import io.lictor.discovery.KeysSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code /v1/kv/PREFIX?recurse}: keys and their values.
 *
 * <p>Confined to its watch's thread. Owns the memory of the last index.
 */
/*
 * Nothing below a prefix is a 404 with an index. When keys are missing, what Consul says of itself tells why:
 * - the index grew: they were deleted (a tombstone has the index of its delete);
 * - the index went back, and other keys are there: the newest was deleted, and its tombstone was reaped (after 15
 *   minutes), seen after an outage. That is history going on, not one that broke off;
 * - the index went back and there is nothing at all: a living cluster never answers so, for an empty prefix has the index
 *   of the whole table. It was built anew;
 * - the index stood still: the token may not see them any more (1.8.7 answers 404, not 403). So it is with them until one of
 *   them is there again, whatever the index does. That is so only where the last answer is younger than a tombstone lives: one
 *   that is reaped takes the index of its delete with it;
 * - it is the first answer, and keys are known from an earlier run: where others are there they were deleted, and nothing at
 *   all may be a cluster that was built anew;
 * - the answer says that something was kept back: then nothing is explained.
 */
final class KeysReader implements AnswerReader<KeysSnapshot> {

    /** What an answer without an index has in its place: then nothing can be said of when something was written. */
    private static final long NO_INDEX = 1;

    /** Tombstones are reaped after 15 minutes. */
    private static final long TRUSTED_MILLIS = 10 * 60_000;

    private final Ticker ticker;
    private long lastAt;
    private long last;

    /** The keys of the last answer, and those that the token may not see any more. */
    private Set<String> seen = Set.of();

    private Set<String> hidden = Set.of();

    KeysReader(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public boolean readsNothing() {
        return true;
    }

    @Override
    public KeysSnapshot read(Answer answer, long index, boolean fresh, boolean continuous) throws IOException {
        SortedMap<String, String> values = new TreeMap<>();
        for (ConsulJson.Key key :
                answer.body().isBlank() ? List.<ConsulJson.Key>of() : ConsulJson.keys(answer.body())) {
            values.put(String.valueOf(key.key()), text(key.value()));
        }
        if (values.isEmpty() && answer.isFiltered()) {
            throw new ConsulException("all of the answer was filtered (expected: a token that may read it)", true);
        }
        hide(values.keySet(), index, continuous);
        boolean explained = !answer.isFiltered() && (continuous && last > 0 ? index > last : !values.isEmpty());
        last = index;
        return new KeysSnapshot(values, hidden, fresh, explained);
    }

    private void hide(Set<String> found, long index, boolean continuous) {
        Set<String> missing = new HashSet<>(seen);
        missing.removeAll(found);
        boolean anew = !continuous && found.isEmpty();
        boolean young = ticker.millis() - lastAt < TRUSTED_MILLIS;
        lastAt = ticker.millis();
        if (anew || hidden.stream().anyMatch(found::contains)) {
            hidden = Set.of();
        } else if (continuous && last > NO_INDEX && index == last && young) {
            hidden = missing;
        } else {
            missing.retainAll(hidden);
            hidden = missing;
        }
        seen = new HashSet<>(found);
        seen.addAll(hidden);
    }

    /** A value as text. One that is no UTF-8 has a character in it that no route has, and is refused as that. */
    private static String text(@Nullable String base64) throws IOException {
        if (base64 == null) {
            return "";
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                return KeysSnapshot.NO_TEXT;
            }
        } catch (IllegalArgumentException e) {
            throw new ConsulException("unreadable value of a key (expected: Base64)", e);
        }
    }
}
