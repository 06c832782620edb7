package io.lictor.upstream;

/**
 * What the active checks of a peer have found so far.
 *
 * @param healthy whether they say that it can be used
 * @param row how many results in a row speak against that; 0 = none
 * @param text what the last one saw: {@code 200}, {@code connect: Connection refused} …; empty before the first
 * @param at when it ended, in milliseconds of the engine's clock
 */
public record CheckResult(boolean healthy, int row, String text, long at) {

    /** Nothing was checked yet: as nginx has it, a peer is healthy until a check says otherwise. */
    public static final CheckResult UNKNOWN = new CheckResult(true, 0, "", Long.MIN_VALUE);
}
