package io.lictor.observe;

/** Makes the observer of each event loop. Called once a loop, by the thread that starts the engine. */
public interface Observer {

    /** Hears nothing. */
    Observer NONE = loop -> new LoopObserver() {};

    /**
     * The observer of one event loop.
     *
     * @param loop the loop's number, from 0
     */
    LoopObserver forLoop(int loop);

    /** Both hear everything, this one first. */
    default Observer and(Observer other) {
        return loop -> new LoopObservers(forLoop(loop), other.forLoop(loop));
    }
}
