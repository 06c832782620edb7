package io.lictor.conformance;

import io.lictor.conformance.Case.Check;
import io.lictor.conformance.Case.Expectation;
import io.lictor.conformance.Case.Fate;
import io.lictor.conformance.Case.Level;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads cases from their file.
 *
 * <pre>{@code
 * == ID | LEVEL | RFC SECTION | title         a case begins; LEVEL is MUST, SHOULD or MAY
 * client:  peer:                              whose bytes follow (at first the client's in requests.txt, the peer's in
 *                                             responses.txt; the other side does the usual thing)
 * | text                                      bytes, with CRLF behind them
 * > text                                      bytes as they stand
 * --                                          a pause: what follows is another piece
 * ends                                        this side ends: the client half-closes, the peer closes
 * expect WORDS [close|keep]                   what the RFC allows, a word an answer, alternatives joined by "|":
 *                                             pass (the peer's usual answer), refused (4xx, 5xx or cut), cut (no whole
 *                                             answer, then the end), a status, a class as 4xx
 * lictor WORDS [close|keep]                   what Lictor decided, where the RFC leaves it open
 * peer|client [n] line|has|lacks|list|body VALUE
 *                                             what the n-th whole message there looks like ("has Name: value";
 *                                             list: all values of the name, in their order)
 * reason text                                 why Lictor does not do what it SHOULD
 * }</pre>
 *
 * <p>In bytes and values {@code \r \n \t \0 \s \\ \xHH} are escapes, and {@code \(text*n)} is text repeated.
 */
final class CaseFile {

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:([rnt0s\\\\])|x([0-9a-fA-F]{2})|\\((.*?)\\*(\\d+)\\))");
    private static final Pattern CHECK =
            Pattern.compile("(peer|client) (?:(\\d+) )?(line|has|lacks|list|body)(?: (.*))?");

    private static final String USUAL_REQUEST = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

    private final boolean ofResponses;
    private final List<Case> cases = new ArrayList<>();
    private String[] heading = {};
    private Side client = new Side();
    private Side peer = new Side();
    private Side side = client;
    private List<Check> checks = new ArrayList<>();
    private String expected = "";
    private String decided = "";
    private String reason = "";

    /** What one side does in the case that is being read. */
    private static final class Side {
        private final List<StringBuilder> pieces = new ArrayList<>();
        private boolean ends;

        private void add(String bytes) {
            if (pieces.isEmpty()) {
                pieces.add(new StringBuilder());
            }
            pieces.get(pieces.size() - 1).append(bytes);
        }

        private List<String> bytes() {
            return pieces.stream().map(StringBuilder::toString).toList();
        }
    }

    private CaseFile(boolean ofResponses) {
        this.ofResponses = ofResponses;
    }

    /** All cases: of requests, then of responses. */
    static List<Case> all() {
        List<Case> all = new ArrayList<>(read("requests.txt", false));
        all.addAll(read("responses.txt", true));
        return all;
    }

    private static List<Case> read(String name, boolean ofResponses) {
        CaseFile file = new CaseFile(ofResponses);
        try (InputStream in =
                Objects.requireNonNull(CaseFile.class.getResourceAsStream("/conformance/" + name), name)) {
            int number = 0;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                number++;
                try {
                    file.line(line);
                } catch (RuntimeException e) {
                    throw new IllegalArgumentException(name + ":" + number + ": " + line, e);
                }
            }
            file.endCase();
            return file.cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(String line) {
        Matcher check = CHECK.matcher(line);
        if (line.startsWith("== ")) {
            endCase();
            heading = line.substring(3).split(" \\| ", 4);
        } else if (line.startsWith("|")) {
            side.add(unescape(line.substring(Math.min(2, line.length()))) + "\r\n");
        } else if (line.startsWith("> ")) {
            side.add(unescape(line.substring(2)));
        } else if (line.equals("--")) {
            side.pieces.add(new StringBuilder());
        } else if (line.equals("client:") || line.equals("peer:")) {
            side = line.equals("client:") ? client : peer;
        } else if (line.equals("ends")) {
            side.ends = true;
        } else if (line.startsWith("expect ")) {
            expected = line.substring(7);
        } else if (line.startsWith("lictor ")) {
            decided = line.substring(7);
        } else if (line.startsWith("reason ")) {
            reason = line.substring(7);
        } else if (check.matches()) {
            int number = check.group(2) == null ? 1 : Integer.parseInt(check.group(2));
            String value = check.group(4) == null ? "" : unescape(check.group(4));
            checks.add(new Check(check.group(1).equals("peer"), number, check.group(3), value));
        } else if (!line.isBlank() && !line.startsWith("#")) {
            throw new IllegalArgumentException("no such line");
        }
    }

    private void endCase() {
        if (heading.length > 0) {
            List<String> sent = client.bytes().isEmpty() ? List.of(USUAL_REQUEST) : client.bytes();
            Expectation allowed = expectation(expected);
            cases.add(new Case(
                    heading[0],
                    Level.valueOf(heading[1]),
                    heading[2],
                    heading[3],
                    ofResponses,
                    sent,
                    client.ends,
                    peer.bytes(),
                    peer.ends,
                    allowed,
                    decided.isEmpty() ? allowed : expectation(decided),
                    List.copyOf(checks),
                    reason));
        }
        client = new Side();
        peer = new Side();
        side = ofResponses ? peer : client;
        checks = new ArrayList<>();
        expected = "";
        decided = "";
        reason = "";
    }

    private static Expectation expectation(String words) {
        List<Set<String>> answers = new ArrayList<>();
        Fate fate = Fate.ANY;
        for (String word : words.split(" +")) {
            if (word.equals("close") || word.equals("keep")) {
                fate = Fate.valueOf(word.toUpperCase(Locale.ROOT));
            } else if (word.matches("((pass|refused|cut|[1-5]xx|[0-9]{3})(\\||$))+")) {
                answers.add(new LinkedHashSet<>(List.of(word.split("\\|"))));
            } else {
                throw new IllegalArgumentException("no such expectation: \"" + word + "\"");
            }
        }
        return new Expectation(answers, fate);
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(unescaped(escape)));
    }

    private static String unescaped(java.util.regex.MatchResult escape) {
        if (escape.group(1) != null) {
            int which = "rnt0s\\".indexOf(escape.group(1));
            return "\r\n\t\0 \\".substring(which, which + 1);
        }
        if (escape.group(2) != null) {
            return String.valueOf((char) Integer.parseInt(escape.group(2), 16));
        }
        return unescape(escape.group(3)).repeat(Integer.parseInt(escape.group(4)));
    }
}
