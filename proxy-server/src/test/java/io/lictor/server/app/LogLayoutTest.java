package io.lictor.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLayoutTest {

    private static final LoggerContext CONTEXT = new LoggerContext();

    private final LogLayout layout = new LogLayout();

    @ParameterizedTest(name = "{0}")
    @CsvSource({"INFO,' INFO  '", "WARN,' WARN  '", "ERROR,' ERROR '"})
    void writesOneLineAnEvent(String level, String written) {
        assertThat(layout.doLayout(event(Level.toLevel(level), null)))
                .matches("2026-11-0[234]T\\d\\d:\\d\\d:07\\.250(Z|[+-]\\d\\d:\\d\\d)" + written
                        + "ConsulWatch watch=catalog state=LIVE\n");
    }

    @Test
    void writesTheStackBelow() {
        assertThat(layout.doLayout(event(Level.ERROR, new IllegalStateException("why"))))
                .contains("state=LIVE\njava.lang.IllegalStateException: why")
                .contains("\tat io.lictor.server.app.LogLayoutTest.")
                .endsWith("\n");
    }

    private static LoggingEvent event(Level level, Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                "",
                CONTEXT.getLogger("io.lictor.discovery.ConsulWatch"),
                level,
                "watch={} state={}",
                thrown,
                new Object[] {"catalog", "LIVE"});
        event.setInstant(Instant.parse("2026-11-03T09:08:07.250Z"));
        return event;
    }
}
