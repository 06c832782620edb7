package io.lictor.discovery;

/**
 * What a {@link Guard} knows of one instance. Immutable.
 *
 * @param instance what the registry last said of it, with the status in effect
 * @param shown what discovery is to make of it: the same, or that it is missing
 * @param restored whether it is known from the last run only
 * @param heldSince when it was first missing, or NEVER
 * @param heldUntil when its absence is to be believed if it goes on, or NEVER
 * @param due whether it was kept long enough, and somebody was to ask again
 * @param prolonged whether heldUntil is that of a mass absence
 * @param pendingUntil when the status kept for it ends if its checks stay silent, or NEVER
 */
record GuardEntry(
        Instance instance,
        Instance shown,
        boolean restored,
        long heldSince,
        long heldUntil,
        boolean due,
        boolean prolonged,
        long pendingUntil) {

    /** In the place of a moment that does not come. */
    static final long NEVER = Long.MAX_VALUE;

    /** In the place of a moment that comes when something else is known. */
    static final long FOREVER = Long.MAX_VALUE - 1;

    static GuardEntry of(Instance instance) {
        return new GuardEntry(instance, instance, false, NEVER, NEVER, false, false, NEVER);
    }

    static GuardEntry ofLastRun(Instance instance) {
        return new GuardEntry(instance, instance, true, NEVER, NEVER, false, false, NEVER);
    }

    boolean isHeld() {
        return heldUntil != NEVER;
    }

    /** Whether it says this very object, and nothing of it is open: then there is nothing to judge. */
    @SuppressWarnings("ReferenceEquality")
    boolean isSettled(Instance said) {
        return instance == said
                && !restored
                && !isHeld()
                && pendingUntil == NEVER
                && said.status() != Instance.Status.PENDING;
    }

    /** It is missing, and kept until then. */
    GuardEntry held(long since, long until, boolean mass) {
        return new GuardEntry(
                instance, isHeld() ? shown : instance.missing(), restored, since, until, false, mass, pendingUntil);
    }

    /** It is missing because we may not see it any more, and kept for as long as that is so. */
    GuardEntry hidden(long since) {
        return held(since, FOREVER, true);
    }

    /** It was kept long enough: somebody is to ask again, and has until then. */
    GuardEntry due(long until) {
        return new GuardEntry(instance, shown, restored, heldSince, until, true, prolonged, pendingUntil);
    }

    /** The registry was silent for so long, which counts for nothing. */
    GuardEntry later(long millis) {
        return isHeld()
                ? new GuardEntry(instance, shown, restored, heldSince + millis, heldUntil, due, prolonged, pendingUntil)
                : this;
    }

    /** It is there, and nothing else is said of it. */
    GuardEntry found() {
        return new GuardEntry(instance, instance, restored, NEVER, NEVER, false, false, pendingUntil);
    }

    /** Its checks have been silent for too long. */
    GuardEntry believed() {
        Instance pending = instance.withStatus(Instance.Status.PENDING);
        return new GuardEntry(pending, pending, false, heldSince, heldUntil, due, prolonged, NEVER);
    }

    /** Its checks have not run yet; {@code now} has the status that is kept for it. */
    GuardEntry pending(Instance now, long until) {
        return new GuardEntry(now, now, false, NEVER, NEVER, false, false, until);
    }
}
