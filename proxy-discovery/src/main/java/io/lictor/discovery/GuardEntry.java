package io.lictor.discovery;

/**
 * What a {@link Guard} knows of one instance. Immutable.
 *
 * @param instance what the registry last said of it, with the status in effect
 * @param shown what discovery is to make of it: the same, or that it is missing
 * @param restored whether it is known from the last run only
 * @param heldSince when it was first missing, or NEVER
 * @param heldUntil when its absence is to be believed if it goes on, or NEVER
 * @param dueSince when its absence was first to be believed and somebody was to ask again, or NEVER
 * @param prolonged whether heldUntil is that of a mass absence
 * @param pendingUntil when the status kept for it ends if its checks stay silent, or NEVER
 */
record GuardEntry(
        Instance instance,
        Instance shown,
        boolean restored,
        long heldSince,
        long heldUntil,
        long dueSince,
        boolean prolonged,
        long pendingUntil) {

    /** In the place of a moment that does not come. */
    static final long NEVER = Long.MAX_VALUE;

    static GuardEntry of(Instance instance) {
        return new GuardEntry(instance, instance, false, NEVER, NEVER, NEVER, false, NEVER);
    }

    static GuardEntry ofLastRun(Instance saved) {
        // If the last run had lost sight of it, that is no news of this one.
        Instance instance =
                saved.status() == Instance.Status.MISSING ? saved.withStatus(Instance.Status.PASSING) : saved;
        return new GuardEntry(instance, instance, true, NEVER, NEVER, NEVER, false, NEVER);
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
                instance, isHeld() ? shown : instance.missing(), restored, since, until, dueSince, mass, pendingUntil);
    }

    /** It was kept long enough: somebody is to ask again, and has until then. */
    GuardEntry due(long now, long until) {
        return new GuardEntry(
                instance, shown, restored, heldSince, until, Math.min(now, dueSince), prolonged, pendingUntil);
    }

    /** It is there, and nothing else is said of it. */
    GuardEntry found() {
        return new GuardEntry(instance, instance, restored, NEVER, NEVER, NEVER, false, pendingUntil);
    }

    /** Its checks have been silent for too long. */
    GuardEntry believed() {
        Instance pending = instance.withStatus(Instance.Status.PENDING);
        return new GuardEntry(pending, pending, false, heldSince, heldUntil, dueSince, prolonged, NEVER);
    }

    /** Its checks have not run yet; {@code now} has the status that is kept for it. */
    GuardEntry pending(Instance now, long until) {
        return new GuardEntry(now, now, false, NEVER, NEVER, NEVER, false, until);
    }
}
