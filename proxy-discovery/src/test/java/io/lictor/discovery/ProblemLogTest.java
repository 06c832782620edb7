package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lictor.discovery.DiscoveryView.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ProblemLogTest {

    @Test
    void logsEachProblemOnce() {
        Logger logger = (Logger) LoggerFactory.getLogger(ProblemLog.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        try {
            ProblemLog log = new ProblemLog();
            Problem bad =
                    new Problem("tag \"lictor:/a max_fails=x\" of a@n1", "max_fails: \"x\" (expected: a whole number)");
            log.tell(List.of(bad));
            log.tell(List.of(bad, new Problem("instance dc1/n1/b", "port: 0 (expected: 1 to 65535)")));
            log.tell(List.of());
            log.tell(List.of(bad));
        } finally {
            logger.detachAppender(appender);
        }
        assertThat(appender.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "tag \"lictor:/a max_fails=x\" of a@n1: max_fails: \"x\" (expected: a whole number)",
                        "instance dc1/n1/b: port: 0 (expected: 1 to 65535)");
    }
}
