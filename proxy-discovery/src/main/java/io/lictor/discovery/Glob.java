package io.lictor.discovery;

/**
 * A pattern of names: {@code *} stands for any characters, {@code ?} for one. Immutable: any thread.
 *
 * @param text as written
 */
public record Glob(String text) {

    /**
     * Whether it takes {@code name}. A {@code *} in the name itself, which makes it a pattern too, is taken by a {@code *}
     * only: what is taken then never means more than what is allowed.
     */
    public boolean matches(String name) {
        int t = 0;
        int n = 0;
        int star = -1;
        int retry = 0;
        while (n < name.length()) {
            char c = t < text.length() ? text.charAt(t) : 0;
            if (t < text.length() && c == '*') {
                star = t++;
                retry = n;
            } else if (t < text.length() && (c == name.charAt(n) || c == '?' && name.charAt(n) != '*')) {
                t++;
                n++;
            } else if (star >= 0) {
                t = star + 1;
                n = ++retry;
            } else {
                return false;
            }
        }
        while (t < text.length() && text.charAt(t) == '*') {
            t++;
        }
        return t == text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
