package io.lictor.explain;

import io.lictor.config.RouteSpec;
import io.lictor.explain.Explanation.Lost;
import io.lictor.explain.Explanation.PeerLine;
import io.lictor.explain.Explanation.Pool;
import io.lictor.explain.Explanation.Sent;
import io.lictor.explain.Explanation.Won;
import io.lictor.http.ByteScratch;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;
import io.lictor.http.RequestPath;
import io.lictor.http.Target;
import io.lictor.http.Verdict;
import io.lictor.http1.HeadLimits;
import io.lictor.http1.HeadParser;
import io.lictor.rewrite.PathText;
import io.lictor.route.Generation;
import io.lictor.route.Route;
import io.lictor.route.RouteReasons;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Explains a request by asking the parts that serve it. Changes nothing: no peer is picked. Without state: any thread.
 */
public final class Explainer {

    /** Of many routes those far from the request say nothing. */
    private static final int MOST_OTHERS = 20;

    private Explainer() {}

    /**
     * What would become of {@code question}.
     *
     * @param now in milliseconds of the clock that the peers are judged by
     */
    public static Explanation explain(Generation generation, Question question, long now) {
        Head head = new Head();
        head.clear();
        Verdict verdict =
                HeadParser.ofRequests(HeadLimits.DEFAULT).parse(Unpooled.wrappedBuffer(question.head()), head);
        RequestPath path = new RequestPath();
        if (verdict == Verdict.OK) {
            verdict = Target.of(head);
        }
        if (verdict == Verdict.OK) {
            verdict = path.of(head);
        }
        if (verdict != Verdict.OK) {
            int status = verdict.isViolation() ? verdict.status() : Verdict.BAD_START_LINE.status();
            return without(question, Explanation.REFUSED, status, verdict.reason(), "", List.of(), 0);
        }
        String normal = new String(path.bytes(), path.offset(), path.length(), StandardCharsets.UTF_8);
        Asked asked = new Asked(question, head, path);
        List<Route> all = generation.routes().routes();
        Route route = generation.routes().match(head, path, asked.clientAddress());
        Optional<RouteSpec> winner = Optional.ofNullable(route).map(Route::spec);
        RouteReasons reasons = new RouteReasons(head, path, asked.clientAddress(), all, winner);
        List<RouteReasons.Reason> lost = all.stream()
                .filter(other -> winner.isEmpty() || !other.spec().equals(winner.get()))
                .map(reasons::of)
                .filter(reason -> reason.nearness() != RouteReasons.Nearness.FAR)
                .sorted(Comparator.comparing(RouteReasons.Reason::nearness))
                .toList();
        List<Lost> others = lost.stream()
                .limit(MOST_OTHERS)
                .map(reason -> new Lost(reason.spec().key(), reason.spec().source(), reason.why()))
                .toList();
        int left = all.size() - others.size() - (winner.isPresent() ? 1 : 0);
        return route == null
                ? without(question, Explanation.NO_ROUTE, 404, "no route is for it", normal, others, left)
                : with(question, route, generation, asked, normal, others, left, now);
    }

    private static Explanation without(
            Question question, String verdict, int status, String why, String path, List<Lost> others, int left) {
        return new Explanation(
                question.method(),
                question.url(),
                verdict,
                status,
                why,
                path,
                Won.NONE,
                others,
                left,
                Sent.NOTHING,
                Pool.NONE);
    }

    private static Explanation with(
            Question question,
            Route route,
            Generation generation,
            Asked asked,
            String normal,
            List<Lost> others,
            int left,
            long now) {
        RouteSpec spec = route.spec();
        Won won = new Won(
                spec.key(),
                RouteReasons.whyIt(spec),
                spec.source(),
                spec.target().toString(),
                spec.text());
        Pool pool = Pools.of(route.upstream(), generation.peers(route.upstream()), now);
        ByteScratch target = new ByteScratch(256);
        boolean served = route.access().serves(asked.request(), asked.clientAddress());
        int status = served ? route.rules().answer(asked, new ByteScratch(256)) : 403;
        if (status == 0) {
            status = target(route, asked, target);
        }
        boolean answered = status != 0;
        String why = answered
                ? served ? "the route answers itself" : "its allow and deny do not serve this client"
                : pool.eligible() == 0 ? "no peer can be picked: 502 unless that changes" : "a peer answers";
        return new Explanation(
                question.method(),
                question.url(),
                answered ? Explanation.ANSWERED : Explanation.ROUTED,
                status,
                why,
                normal,
                won,
                others,
                left,
                answered ? Sent.NOTHING : sent(route, asked, target.toString(), pool),
                answered ? Pool.NONE : pool);
    }

    /** Puts what is asked for; the status of a refusal, or 0. As {@code exchange.ForwardedRequest} does. */
    private static int target(Route route, Asked asked, ByteScratch out) {
        Head head = asked.request();
        boolean star = head.bytes()[head.pathOffset()] == '*';
        if (route.rules().path().isGiven() && !star) {
            asked.stripped(route.rules().path().strips(asked.path()));
            return route.rules()
                    .path()
                    .apply(asked, asked.path(), new PathText(), out)
                    .status();
        }
        if (asked.path().hadDotSegments()) {
            asked.path().encodeWithQuery(head, out);
        } else {
            out.put(head.bytes(), head.pathOffset(), head.pathLength());
        }
        return 0;
    }

    private static Sent sent(Route route, Asked asked, String target, Pool pool) {
        String peer = pool.peers().stream()
                .filter(PeerLine::eligible)
                .map(PeerLine::address)
                .findFirst()
                .orElse("");
        asked.peer(peer);
        List<String> fields = new ArrayList<>();
        if (route.rules().changeRequests()) {
            HeadEdits edits = new HeadEdits();
            route.rules().editRequest(asked, edits);
            edits.lines().toString().lines().forEach(fields::add);
        }
        return new Sent(target, fields, peer);
    }
}
