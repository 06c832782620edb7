package io.lictor.discovery;

/** How a registry watches services. */
public enum WatchMode {
    /** By a question each. */
    DIRECT,
    /** By a few for all, which say of what to ask anew. */
    SWEEP
}
