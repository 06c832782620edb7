package io.lictor.rewrite;

/**
 * A text from a client that regular expressions may look at so often and no more.
 *
 * <p>Confined to one search.
 */
/*
 * Expressions come from tags, too, and from proxies whose expressions take linear time. Java's may backtrack for ever, or
 * until the stack is full, on a text that a client chose; on an event loop neither may happen. nginx bounds its own by
 * pcre's match limit.
 */
public final class BoundedText implements CharSequence {

    /** The bound was met: whether the expression is found is not known. */
    public static final class Exhausted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("a regular expression takes too long", null, false, false);
        }
    }

    /** How many characters may be looked at, again and again: some ten milliseconds. */
    static final int MOST_LOOKS = 1_000_000;

    private final String text;
    private int looks;

    public BoundedText(String text) {
        this.text = text;
    }

    /**
     * A character.
     *
     * @throws Exhausted when there were too many
     */
    @Override
    public char charAt(int index) {
        if (++looks > MOST_LOOKS) {
            throw new Exhausted();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
