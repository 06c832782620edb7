package io.lictor.server.app;

/** System properties of libraries, set before the first of their classes is loaded. Without state. */
public final class JvmDefaults {

    private JvmDefaults() {}

    /** Sets what was not set by whoever started the JVM. */
    public static void apply() {
        // Only warnings about the logging itself, not which provider it found.
        set("slf4j.internal.verbosity", "WARN");
        // The admin server answers in two writes; without this the second waits 40 ms for the client's ACK.
        set("sun.net.httpserver.nodelay", "true");
    }

    /** Keeps the life cycle out of the log. To be called before the first line is logged. */
    public static void onlyWarnings() {
        set("LICTOR_LOG_LEVEL", "WARN");
    }

    private static void set(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
