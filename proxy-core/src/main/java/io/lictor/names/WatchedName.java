package io.lictor.names;

import io.lictor.clock.LoopTimer;
import io.lictor.clock.LoopTimers;
import io.netty.channel.EventLoop;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One name that is asked for again and again, as its answers run out.
 *
 * <p>Confined to the event loop of the names. Owns its lookups and its timer.
 */
final class WatchedName {

    private static final Logger log = LoggerFactory.getLogger(WatchedName.class);

    private final String host;
    private final LoopTimers timers;
    private final BiConsumer<String, List<String>> onAnswer;
    private final FamilyLookup four;
    private final FamilyLookup six;
    private final NameState state = new NameState();
    private final LoopTimer again = LoopTimer.of(this::ask);
    private @Nullable Answer first;
    private boolean failing;
    private boolean closed;

    /**
     * Not asked for yet.
     *
     * @param onAnswer told the name and its addresses after each answer, also when it is none
     */
    WatchedName(
            String host,
            EventLoop loop,
            LoopTimers timers,
            DnsServerAddressStreamProvider servers,
            BiConsumer<String, List<String>> onAnswer) {
        this.host = host;
        this.timers = timers;
        this.onAnswer = onAnswer;
        this.four = new FamilyLookup(host, ResolvedAddressTypes.IPV4_ONLY, loop, servers);
        this.six = new FamilyLookup(host, ResolvedAddressTypes.IPV6_ONLY, loop, servers);
    }

    void ask() {
        Optional<List<Answer>> written = HostsFile.find(host);
        if (written.isPresent()) {
            ended(written.get().get(0), written.get().get(1));
            return;
        }
        first = null;
        four.ask(answer -> family(answer, true));
        six.ask(answer -> family(answer, false));
    }

    void close() {
        closed = true;
        timers.disarm(again);
        four.close();
        six.close();
    }

    /** One family is there; when both are, it is done. */
    private void family(Answer answer, boolean isFour) {
        Answer other = first;
        if (other == null) {
            first = answer;
        } else {
            ended(isFour ? answer : other, isFour ? other : answer);
        }
    }

    private void ended(Answer answerFour, Answer answerSix) {
        if (closed) {
            return;
        }
        List<String> before = state.ips();
        long wait = state.answered(answerFour, answerSix);
        timers.nanos();
        timers.arm(again, wait);
        List<String> ips = state.ips();
        boolean good = answerFour.isGood() || answerSix.isGood();
        if (!good && !failing) {
            log.warn("name={} cannot be resolved, kept={} problem=\"{}\"", host, ips, problem(answerFour, answerSix));
        } else if (good && !ips.equals(before)) {
            log.info("name={} addresses={} before={}", host, ips, before);
        }
        failing = !good;
        onAnswer.accept(host, ips);
    }

    private static String problem(Answer four, Answer six) {
        return four.kind() == Answer.Kind.FAILED ? four.problem() : six.problem();
    }
}
