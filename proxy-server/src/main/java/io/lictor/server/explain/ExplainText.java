package io.lictor.server.explain;

import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.InstanceView;
import io.lictor.explain.Explanation;
import io.lictor.explain.Explanation.Lost;
import io.lictor.explain.Explanation.PeerLine;
import java.util.List;
import java.util.Locale;

/** A report for people: the answer first, then why. Used by one thread, once. */
public final class ExplainText {

    private final StringBuilder out = new StringBuilder();

    private ExplainText() {}

    /** The report as text, each line with its end. */
    public static String of(ExplainReport report) {
        ExplainText text = new ExplainText();
        text.write(report);
        return text.out.toString();
    }

    private void write(ExplainReport report) {
        Explanation e = report.explanation();
        line("%s %s", e.method(), e.url());
        line("");
        head(e);
        if (!e.upstream().name().isEmpty()) {
            upstream(e.upstream(), report.live());
        }
        List<InstanceView> unused =
                report.instances().stream().filter(i -> !i.used()).toList();
        if (!unused.isEmpty()) {
            section("instances that are no peers");
            unused.forEach(i -> line("  %-21s  %s: %s", i.address(), i.id(), i.why()));
        }
        if (!e.others().isEmpty()) {
            section("other routes");
            for (Lost lost : e.others()) {
                line("  %-30s  %s (%s)", lost.match(), lost.why(), lost.source());
            }
        }
        if (e.othersLeft() > 0) {
            line(e.others().isEmpty() ? "" : "  …");
            line("%d more, for other hosts or paths", e.othersLeft());
        }
        if (!report.problems().isEmpty()) {
            section("problems");
            for (Problem problem : report.problems()) {
                line("  %s: %s", problem.place(), problem.message());
            }
        }
        if (!report.live()) {
            line("");
            line(
                    "Read from the registry: what peers did so far (failures, checks, requests under way) is not known here.");
        }
    }

    private void head(Explanation e) {
        row("result", verdict(e));
        if (!e.route().match().isEmpty()) {
            row("route", e.route().match() + "  (" + e.route().why() + ")");
            row("written", e.route().text());
            row("declared by", e.route().source());
        }
        if (!e.path().isEmpty() && !e.url().endsWith(e.path())) {
            row("path", e.path() + "  (its normal form, which routes match)");
        }
        if (!e.sent().target().isEmpty()) {
            row("sent", e.method() + " " + e.sent().target());
            e.sent().fields().forEach(field -> row("", field));
        }
    }

    private static String verdict(Explanation e) {
        return switch (e.verdict()) {
            case Explanation.ROUTED -> e.why();
            case Explanation.ANSWERED -> e.status() + ": " + e.why();
            case Explanation.REFUSED -> e.status() + ": refused, " + e.why();
            default -> e.status() + ": " + e.why();
        };
    }

    private void upstream(Explanation.Pool pool, boolean live) {
        row("upstream", pool.name());
        row("balance", pool.balance() + ": " + pool.pick());
        section("peers");
        for (PeerLine peer : pool.peers()) {
            line(
                    "  %-21s  %-4s weight=%d%s%s",
                    peer.address().equals(peer.name()) ? peer.address() : peer.address() + " (" + peer.name() + ")",
                    peer.eligible() ? "in" : "out",
                    peer.weight(),
                    live ? " in_flight=" + peer.inFlight() : "",
                    remark(peer));
            if (!peer.instances().isEmpty()) {
                line("  %-21s       %s", "", String.join(", ", peer.instances()));
            }
        }
        if (pool.peers().isEmpty()) {
            line("  none");
        }
    }

    private static String remark(PeerLine peer) {
        String remark = peer.why().isEmpty() ? "" : "  " + peer.why();
        return peer.outForMillis() == 0
                ? remark
                : remark + String.format(Locale.ROOT, "; tried again in %.1fs", peer.outForMillis() / 1000.0);
    }

    private void section(String title) {
        line("");
        line("%s", title);
    }

    private void row(String name, String value) {
        line("%-12s %s", name, value);
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
    }
}
