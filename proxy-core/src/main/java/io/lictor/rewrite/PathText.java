package io.lictor.rewrite;

import io.lictor.http.ByteScratch;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path as text for regular expressions, which may look at it so often and no more, and the matchers that look at it: used again, so that nothing is made while
 * paths are ASCII.
 *
 * <p>One an event loop.
 */
public final class PathText implements CharSequence {

    /** Routes come and go with their expressions; theirs are not kept forever. */
    private static final int MOST_MATCHERS = 256;

    private final IdentityHashMap<Pattern, Matcher> matchers = new IdentityHashMap<>();
    private byte[] bytes = {};
    private int offset;
    private int length;
    private int looks;

    /** The path as text: UTF-8, of which ASCII is read in place. */
    CharSequence of(byte[] newBytes, int newOffset, int newLength) {
        for (int i = newOffset; i < newOffset + newLength; i++) {
            if (newBytes[i] < 0) {
                return new BoundedText(new String(newBytes, newOffset, newLength, StandardCharsets.UTF_8));
            }
        }
        bytes = newBytes;
        offset = newOffset;
        length = newLength;
        looks = 0;
        return this;
    }

    Matcher matcher(Pattern pattern, CharSequence text) {
        Matcher matcher = matchers.get(pattern);
        if (matcher == null) {
            if (matchers.size() >= MOST_MATCHERS) {
                matchers.clear();
            }
            matcher = pattern.matcher(text);
            matchers.put(pattern, matcher);
        }
        return matcher.reset(text);
    }

    /** Appends {@code text[start, end)} in UTF-8; nothing when {@code start} is negative. */
    static void put(CharSequence text, int start, int end, ByteScratch out) {
        if (start >= 0 && text instanceof PathText ascii) {
            out.put(ascii.bytes, ascii.offset + start, end - start);
        } else if (start >= 0) {
            out.put(text.subSequence(start, end).toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public int length() {
        return length;
    }

    /**
     * A character.
     *
     * @throws BoundedText.Exhausted when there were too many, as {@link BoundedText} has it
     */
    @Override
    public char charAt(int index) {
        if (++looks > BoundedText.MOST_LOOKS) {
            throw new BoundedText.Exhausted();
        }
        return (char) bytes[offset + index];
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.US_ASCII);
    }
}
