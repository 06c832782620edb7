package io.lictor.upstream;

/** What became of a peer by a failure, a success or a check. */
public enum HealthChange {
    /** It is in or out as it was. */
    NONE,
    /** It is out from now on. */
    EJECTED,
    /** It is in again. */
    RESTORED,
    /** It should be out, and is not: {@code max_ejection} peers are. Told once, until it is well or out. */
    SPARED
}
