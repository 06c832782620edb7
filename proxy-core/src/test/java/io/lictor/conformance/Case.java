package io.lictor.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One case: what is sent, and what may come of it. {@link CaseFile} tells the form in which it is written down.
 *
 * @param id its short name, unique
 * @param level how strongly the RFC demands it
 * @param clause the RFC and its section
 * @param title what it is about
 * @param ofResponse whether it is about what the peer sends, not about what the client does
 * @param client what the client sends, piece by piece
 * @param clientEnds whether the client then ends its side
 * @param peer what the peer answers, piece by piece; empty: the usual answer
 * @param peerEnds whether the peer then closes
 * @param expected what the RFC allows
 * @param decided what Lictor does, where the RFC leaves a choice; else the same as {@code expected}
 * @param checks of what arrived at either side
 * @param reason why Lictor deviates from a SHOULD, or the empty text
 */
record Case(
        String id,
        Level level,
        String clause,
        String title,
        boolean ofResponse,
        List<String> client,
        boolean clientEnds,
        List<String> peer,
        boolean peerEnds,
        Expectation expected,
        Expectation decided,
        List<Check> checks,
        String reason) {

    private static final Pattern REQUEST_LINE = Pattern.compile("(?m)^([A-Z]+) \\S+ HTTP/1\\.\\d");

    enum Level {
        MUST,
        SHOULD,
        MAY
    }

    /** What becomes of the client's connection. */
    enum Fate {
        ANY,
        CLOSE,
        KEEP
    }

    /**
     * What is expected.
     *
     * @param answers for each answer in turn the words that allow it
     * @param fate of the connection behind the last answer
     */
    record Expectation(List<Set<String>> answers, Fate fate) {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (Set<String> answer : answers) {
                text.append(text.isEmpty() ? "" : ", ").append(String.join(" or ", answer));
            }
            return fate == Fate.ANY
                    ? text.toString()
                    : text + ", " + fate.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A look at a message as it arrived.
     *
     * @param atPeer whether at the peer, else at the client
     * @param number the how-manieth message, from 1
     * @param what {@code line}, {@code has}, {@code lacks}, {@code list} or {@code body}
     * @param value what to look for
     */
    record Check(boolean atPeer, int number, String what, String value) {}

    /** The methods of the requests the client sends, as far as they can be seen. */
    List<String> methods() {
        List<String> methods = new ArrayList<>();
        Matcher lines = REQUEST_LINE.matcher(String.join("", client));
        while (lines.find()) {
            methods.add(lines.group(1));
        }
        return methods;
    }

    @Override
    public String toString() {
        return id + " " + title;
    }
}
