package io.lictor.server.app;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Optional;

/**
 * Where the log goes: to standard error, by a thread of its own. Made once, by Logback, when the first logger is asked for.
 *
 * <p>{@code LICTOR_LOG_LEVEL} chooses the level; {@code -Dlogback.configurationFile=…} replaces all of this by a file.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    /*
     * In Java and not in a logback.xml: reading XML and a pattern would be a third of the time to start. The superclass is
     * what Logback asks of a Configurator.
     */

    private static final String LEVEL = "LICTOR_LOG_LEVEL";
    private static final String CONFIGURATION_FILE = "logback.configurationFile";
    private static final int QUEUE = 1024;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(CONFIGURATION_FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level(), Level.INFO));
        root.addAppender(asynchronous(context, console(context)));
        // Their warnings are about what we do not use, or tell again what we tell ourselves.
        context.getLogger("io.netty").setLevel(Level.ERROR);
        context.getLogger("org.apache.http").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static String level() {
        return Optional.ofNullable(System.getProperty(LEVEL))
                .or(() -> Optional.ofNullable(System.getenv(LEVEL)))
                .orElse("INFO");
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context) {
        LogLayout layout = new LogLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stderr");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        return console;
    }

    /** Events may come from event loops, which must never wait for a terminal: when the queue is full they are dropped. */
    private static AsyncAppender asynchronous(LoggerContext context, ConsoleAppender<ILoggingEvent> console) {
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setName("queue");
        queue.setQueueSize(QUEUE);
        queue.setNeverBlock(true);
        queue.addAppender(console);
        queue.start();
        return queue;
    }
}
