package io.lictor.server;

import io.lictor.server.Environment.Value;

/** Reads whole numbers. Without state. */
final class Numbers {

    private Numbers() {}

    /** A number from 1 to {@code most}. */
    static int read(Value value, int most) throws UsageException {
        String text = value.text();
        boolean digits = !text.isEmpty() && text.length() <= 8 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw value.expected("1 to " + most);
        }
        return number;
    }
}
