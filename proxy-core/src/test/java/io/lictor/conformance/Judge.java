package io.lictor.conformance;

import io.lictor.conformance.Case.Check;
import io.lictor.conformance.Case.Expectation;
import io.lictor.conformance.Case.Fate;
import io.lictor.conformance.Outcome.End;
import io.lictor.conformance.WireLinter.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Compares what came of a case with what was expected. Without state. */
final class Judge {

    private Judge() {}

    /** What the RFC does not allow in {@code outcome}; empty when it allows all. */
    static List<String> faults(Case run, Outcome outcome) {
        List<String> faults = new ArrayList<>();
        if (compare(run, run.expected(), outcome, faults)) {
            run.checks().forEach(check -> look(check, outcome, faults));
        }
        return faults;
    }

    /** Whether the RFC does not allow it, or something unclean was forwarded. */
    static boolean fails(Case run, Outcome outcome) {
        return !faults(run, outcome).isEmpty() || !outcome.unclean().isEmpty();
    }

    /** What is not as Lictor decided it. */
    static List<String> deviations(Case run, Outcome outcome) {
        List<String> faults = new ArrayList<>();
        compare(run, run.decided(), outcome, faults);
        return faults;
    }

    /** Whether each answer is the first of the alternatives, so that it may be looked at. */
    private static boolean compare(Case run, Expectation expectation, Outcome outcome, List<String> faults) {
        List<Message> answers = outcome.answers();
        int next = 0;
        int passed = 0;
        boolean asFirstWanted = true;
        boolean interimWanted =
                expectation.answers().stream().flatMap(Set::stream).anyMatch(word -> word.startsWith("1"));
        for (Set<String> words : expectation.answers()) {
            while (!interimWanted && next < answers.size() && isInterim(answers.get(next))) {
                next++;
            }
            Message answer = next < answers.size() ? answers.get(next) : null;
            String matched = words.stream()
                    .filter(word -> matches(word, answer, outcome.end()))
                    .findFirst()
                    .orElse(null);
            if (matched == null) {
                faults.add("answer " + (next + 1) + ": " + outcome.summary() + " (expected: " + expectation + ")");
                return false;
            }
            asFirstWanted &= matched.equals(words.iterator().next());
            passed += answer != null && isOfPeer(answer) ? 1 : 0;
            next++;
        }
        if (next < answers.size()) {
            faults.add("answers too many: " + outcome.summary());
        }
        fate(expectation, outcome, asFirstWanted, faults);
        if (!run.ofResponse() && outcome.forwarded().size() > passed && outcome.end() != End.TUNNEL) {
            faults.add("forwarded: " + outcome.forwarded().size() + " (answered by the peer: " + passed + ")");
        }
        return asFirstWanted;
    }

    private static void fate(Expectation expectation, Outcome outcome, boolean asFirstWanted, List<String> faults) {
        boolean closed = outcome.end() == End.CLOSED;
        if (expectation.fate() == Fate.CLOSE && !closed
                || expectation.fate() == Fate.KEEP && asFirstWanted && outcome.end() != End.KEPT) {
            faults.add("connection: " + outcome.end() + " (expected: " + expectation.fate() + ")");
        }
    }

    private static boolean matches(String word, Message answer, End end) {
        boolean cut = end == End.CLOSED && (answer == null || !answer.complete());
        if (word.equals("cut")) {
            return cut;
        }
        if (word.equals("refused")) {
            return cut || answer != null && answer.complete() && answer.status() >= 400 && !isOfPeer(answer);
        }
        if (answer == null || !answer.complete()) {
            return false;
        }
        if (word.equals("pass")) {
            return isOfPeer(answer);
        }
        return String.valueOf(answer.status()).matches(word.replace('x', '.'));
    }

    private static boolean isInterim(Message answer) {
        return answer.status() >= 100 && answer.status() < 200 && answer.status() != 101;
    }

    private static boolean isOfPeer(Message answer) {
        return !answer.values(RecordingPeer.MARK).isEmpty();
    }

    private static void look(Check check, Outcome outcome, List<String> faults) {
        List<Message> messages = check.atPeer() ? outcome.forwarded() : outcome.answers();
        String where = check.atPeer() ? "the peer" : "the client";
        if (check.atPeer() && messages.isEmpty()) {
            // Refused, as it may be.
            return;
        }
        if (messages.size() < check.number()) {
            faults.add(where + " got no message " + check.number());
            return;
        }
        Message message = messages.get(check.number() - 1);
        String value = check.value();
        boolean fine = switch (check.what()) {
            case "line" -> message.startLine().equals(value);
            case "has" -> has(message.fields(), value);
            case "lacks" -> !has(message.fields(), value);
            case "body" -> message.body().equals(value);
            case "list" ->
                String.join(", ", message.values(value.split(": ")[0])).equals(value.split(": ", 2)[1]);
            default -> throw new IllegalArgumentException(check.what());
        };
        if (!fine) {
            faults.add(where + ": " + check.what() + " \"" + value + "\" fails for " + message.startLine() + " "
                    + message.fields() + " body of " + message.body().length() + " " + message.trailers());
        }
    }

    /** Whether there is {@code Name}, or {@code Name: value}. */
    private static boolean has(List<String> lines, String wanted) {
        int colon = wanted.indexOf(": ");
        String name = colon < 0 ? wanted : wanted.substring(0, colon);
        return lines.stream()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .anyMatch(line ->
                        colon < 0 || line.substring(name.length() + 1).strip().equals(wanted.substring(colon + 2)));
    }
}
