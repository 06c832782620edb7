package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.testkit.FakeTicker;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ProblemLogTest {

    private static final Problem BAD =
            new Problem("tag \"lictor:/a max_fails=x\" of a@n1", "max_fails: \"x\" (expected: a whole number)");

    private final Logger logger = (Logger) LoggerFactory.getLogger(ProblemLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final FakeTicker ticker = new FakeTicker();
    private final ProblemLog log = new ProblemLog(ticker);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void listenNoMore() {
        logger.setAdditive(true);
        logger.detachAppender(lines);
    }

    @Test
    void logsEachProblemOnce() {
        log.tell(List.of(BAD));
        log.tell(List.of(BAD, new Problem("instance dc1/n1/b", "port: 0 (expected: 1 to 65535)")));
        log.tell(List.of());
        log.tell(List.of(BAD));

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "tag \"lictor:/a max_fails=x\" of a@n1: max_fails: \"x\" (expected: a whole number)",
                        "instance dc1/n1/b: port: 0 (expected: 1 to 65535)");
    }

    /** One bad tag of a template, at every instance of a large site. */
    @Test
    void eachOfTensOfThousandsThatLastIsToldOnce() {
        List<Problem> many = IntStream.range(0, 30_000)
                .mapToObj(n -> new Problem("tag \"lictor:/a x\" of a@n" + n, "no"))
                .toList();
        for (int times = 0; times < 3; times++) {
            log.tell(many);
            ticker.advance(Duration.ofHours(2));
        }
        assertThat(lines.list).hasSize(30_000);
    }

    @Test
    void aProblemThatLastsIsToldOnceForEver() {
        for (int minutes = 0; minutes < 180; minutes += 30) {
            log.tell(List.of(BAD));
            ticker.advance(Duration.ofMinutes(30));
        }

        assertThat(lines.list).hasSize(1);
    }

    @Test
    void aProblemThatWasGoneForAnHourIsToldAgain() {
        log.tell(List.of(BAD));
        log.tell(List.of());
        ticker.advance(Duration.ofHours(1));
        log.tell(List.of(BAD));

        assertThat(lines.list).hasSize(2);
    }
}
