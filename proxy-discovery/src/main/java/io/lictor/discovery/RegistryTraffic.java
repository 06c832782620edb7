package io.lictor.discovery;

/**
 * What was asked of a registry since the start, and what came of it.
 *
 * @param changed good answers that said something new
 * @param same good answers that did not
 * @param denied answers that refused
 * @param failed questions that were not answered, or not well
 * @param wentBack how often the registry's history broke off: it was restored, or rebuilt
 * @param characters of the bodies of all answers
 * @param inFlight questions that are open now
 * @param leaderKnown whether the last answer came with a leader that vouches for it
 * @param retryDelayMillis how long the question that failed last rests before it is asked again; 0 once another was answered
 * @param lastContactMillis how old the last answer may have been by the registry's own word
 */
public record RegistryTraffic(
        long changed,
        long same,
        long denied,
        long failed,
        long wentBack,
        long characters,
        int inFlight,
        long retryDelayMillis,
        boolean leaderKnown,
        long lastContactMillis) {

    /** Of a registry that does not count. */
    public static final RegistryTraffic NONE = new RegistryTraffic(0, 0, 0, 0, 0, 0, 0, 0, false, 0);
}
