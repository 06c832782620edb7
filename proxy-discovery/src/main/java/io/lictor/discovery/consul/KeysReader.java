package io.lictor.discovery.consul;

import io.lictor.discovery.KeysSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
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
 * - the index stood still: the token may not see them any more (1.8.7 answers 404, not 403);
 * - it is the first answer, and keys are known from an earlier run: where others are there they were deleted, and nothing at
 *   all may be a cluster that was built anew;
 * - the answer says that something was kept back: then nothing is explained.
 */
final class KeysReader implements AnswerReader<KeysSnapshot> {

    private long last;

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
        boolean explained = !answer.isFiltered() && (continuous && last > 0 ? index > last : !values.isEmpty());
        last = index;
        return new KeysSnapshot(values, fresh, explained);
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
