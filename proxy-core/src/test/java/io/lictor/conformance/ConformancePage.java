package io.lictor.conformance;

import io.lictor.conformance.Case.Level;
import io.lictor.conformance.Proxies.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The page that shows what each proxy made of each case. */
final class ConformancePage {

    private static final String INTRODUCTION = """
            # HTTP/1.1 conformance

            What Lictor, nginx and HAProxy make of %d messages: %d of clients and %d of peers. Each case is raw bytes, cites its clause of RFC 9110
            or RFC 9112 and the level of the demand, and lists all answers the RFC allows. It fails when the answer is another one, when a field, a
            body or a request line did not arrive as it must, when the connection was kept or closed against the RFC, or when a strict reader of
            all forwarded bytes, in both directions, finds something unclean: CR or LF alone, control bytes, folded lines, invalid names or start
            lines, two framing fields or both kinds, fields of one connection, framing fields among trailers, bytes beyond the framing.

            The cases are `proxy-core/src/test/resources/conformance/*.txt`; `ConformanceTest` runs them against Lictor in every build, and holds
            it to one answer where the RFC leaves a choice. This page is written by

                mvn -pl proxy-core test -Dtest=ConformanceReportTest -Dconformance.peers=true [-Dconformance.chroot=FOLDER]

            with nginx and HAProxy from the PATH, or from the system below FOLDER. Both are configured as plainly as Lictor (`Proxies`): their
            defaults, HTTP/1.1 to the peer, for nginx keepalive, the client's Host and the usual map for websockets; one peer. HAProxy has no limit
            of bodies. What fails is run twice more, for the sake of timing: passing once is passing. All cases were chosen and written for Lictor: cases that others would choose are missing.

            """;

    private final List<Case> cases;
    private final List<Running> proxies;
    private final Map<String, List<Outcome>> columns;
    private final StringBuilder page = new StringBuilder();

    ConformancePage(List<Case> cases, List<Running> proxies, Map<String, List<Outcome>> columns) {
        this.cases = cases;
        this.proxies = proxies;
        this.columns = columns;
    }

    String text() throws IOException {
        long ofResponse = cases.stream().filter(Case::ofResponse).count();
        page.append(INTRODUCTION.formatted(cases.size(), cases.size() - ofResponse, ofResponse));
        page.append(machine());
        totals();
        page.append("\n## MUST failures\n");
        proxies.forEach(this::failures);
        reasons();
        page.append(
                "\n## All cases\n\nWhat the client got: statuses in their order, `cut` an end without a whole answer, `silent` no answer and no end,"
                        + " `closed` when the connection\nended. **Bold** fails; **unclean** tells that something unclean was forwarded.\n");
        table("Requests", false);
        table("Responses", true);
        return page.toString();
    }

    private String machine() throws IOException {
        String model = "";
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            model = Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> ", " + line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        }
        return "Measured on " + LocalDate.now(ZoneOffset.UTC) + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors" + model + ", Java "
                + System.getProperty("java.version") + ".\n\n";
    }

    private void totals() {
        page.append("| passed |");
        proxies.forEach(proxy -> page.append(' ').append(named(proxy)).append(" |"));
        page.append("\n|---|").append("---|".repeat(proxies.size())).append('\n');
        for (boolean ofResponse : new boolean[] {false, true}) {
            for (Level level : Level.values()) {
                totals((ofResponse ? "responses, " : "requests, ") + level, level, ofResponse);
            }
        }
        page.append("| all |");
        for (Running proxy : proxies) {
            long failed = IntStream.range(0, cases.size())
                    .filter(i -> fails(proxy, i))
                    .count();
            page.append(String.format(" %d of %d |", cases.size() - failed, cases.size()));
        }
        page.append("\n| cases with unclean bytes |");
        for (Running proxy : proxies) {
            long unclean = columns.get(proxy.name()).stream()
                    .filter(outcome -> !outcome.unclean().isEmpty())
                    .count();
            page.append(' ').append(unclean).append(" |");
        }
        page.append('\n');
    }

    private void totals(String name, Level level, boolean ofResponse) {
        page.append("| ").append(name).append(" |");
        for (Running proxy : proxies) {
            int all = 0;
            int passed = 0;
            for (int i = 0; i < cases.size(); i++) {
                if (cases.get(i).level() == level && cases.get(i).ofResponse() == ofResponse) {
                    all++;
                    passed += fails(proxy, i) ? 0 : 1;
                }
            }
            page.append(String.format(" %d of %d |", passed, all));
        }
        page.append('\n');
    }

    private void failures(Running proxy) {
        page.append("\n### ").append(named(proxy)).append("\n\n");
        int count = 0;
        for (int i = 0; i < cases.size(); i++) {
            Case run = cases.get(i);
            if (run.level() == Level.MUST && fails(proxy, i)) {
                count++;
                Outcome outcome = columns.get(proxy.name()).get(i);
                List<String> why = new ArrayList<>(Judge.faults(run, outcome));
                outcome.unclean().stream().distinct().forEach(problem -> why.add("unclean: " + problem));
                page.append(String.format(
                        "- %s, RFC %s: %s. %s%n",
                        run.id(), run.clause(), run.title(), shortened(String.join("; ", why))));
            }
        }
        page.append(count == 0 ? "None.\n" : "");
    }

    private void reasons() {
        page.append("\n## What Lictor does otherwise on purpose\n\n");
        for (Case run : cases) {
            if (!run.reason().isEmpty()) {
                page.append(String.format(
                        "- %s, %s, RFC %s: %s: %s.%n", run.id(), run.level(), run.clause(), run.title(), run.reason()));
            }
        }
    }

    private void table(String title, boolean ofResponse) {
        page.append("\n### ").append(title).append("\n\n| case | level | RFC | what | allowed |");
        proxies.forEach(proxy -> page.append(' ').append(proxy.name()).append(" |"));
        page.append("\n|---|---|---|---|---|")
                .append("---|".repeat(proxies.size()))
                .append('\n');
        for (int i = 0; i < cases.size(); i++) {
            Case run = cases.get(i);
            if (run.ofResponse() != ofResponse) {
                continue;
            }
            page.append(String.format(
                    "| %s | %s | %s | %s | %s |",
                    run.id(),
                    run.level(),
                    run.clause(),
                    run.title(),
                    shortened(run.expected().toString())));
            for (Running proxy : proxies) {
                page.append(' ').append(cell(proxy, i)).append(" |");
            }
            page.append('\n');
        }
    }

    private String cell(Running proxy, int i) {
        Outcome outcome = columns.get(proxy.name()).get(i);
        String summary = shortened(outcome.summary()) + (outcome.unclean().isEmpty() ? "" : ", unclean");
        return fails(proxy, i) ? "**" + summary + "**" : summary;
    }

    private boolean fails(Running proxy, int i) {
        Outcome outcome = columns.get(proxy.name()).get(i);
        return !Judge.faults(cases.get(i), outcome).isEmpty()
                || !outcome.unclean().isEmpty();
    }

    private static String named(Running proxy) {
        return proxy.name() + " " + proxy.version();
    }

    private static String shortened(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?").replace("|", "/");
        return clean.length() > 160 ? clean.substring(0, 157) + "..." : clean;
    }
}
