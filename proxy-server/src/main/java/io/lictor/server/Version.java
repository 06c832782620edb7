package io.lictor.server;

import java.util.Objects;

/** Which version this is. Without state. */
final class Version {

    private Version() {}

    /** The version of the jar; where the classes are not in one, as in tests, {@code development}. */
    static String text() {
        return Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "development");
    }
}
