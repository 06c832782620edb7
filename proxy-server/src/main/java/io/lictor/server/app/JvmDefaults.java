package io.lictor.server.app;

import java.time.Duration;

/** What is set and noted before any library is loaded. Any thread. */
public final class JvmDefaults {

    private static final long MAIN_NANOS = System.nanoTime();

    private JvmDefaults() {}

    /** Sets what was not set by whoever started the JVM. */
    public static void apply() {
        // Only warnings about the logging itself, not which provider it found.
        set("slf4j.internal.verbosity", "WARN");
        // The admin server answers in two writes; without this the second waits 40 ms for the client's ACK.
        set("sun.net.httpserver.nodelay", "true");
        // Netty follows one buffer in 128 to tell where it was lost: a third of what a request allocates. The tests do
        // it.
        set("io.netty.leakDetection.level", "disabled");
        // Netty's events of each buffer for the JDK's flight recorder: to prepare them is a tenth of the time to start.
        set("io.netty.jfr.enabled", "false");
        // With the manifest's Add-Opens: Netty counts direct memory itself, and an allocation above the bound fails at
        // once.
        // The JVM's own would collect garbage and sleep for half a second first, on the event loop.
        set("io.netty.tryReflectionSetAccessible", "true");
    }

    /** How long ago {@code main} began: this class is the first it uses. */
    static Duration sinceMain() {
        return Duration.ofNanos(System.nanoTime() - MAIN_NANOS);
    }

    /** Keeps the life cycle out of the log. To be called before the first line is logged. */
    public static void onlyWarnings() {
        set("LICTOR_LOG_LEVEL", "WARN");
    }

    /** Keeps all but defects out of the log: a tool says itself what it found. Before the first line is logged. */
    public static void onlyErrors() {
        set("LICTOR_LOG_LEVEL", "ERROR");
    }

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
