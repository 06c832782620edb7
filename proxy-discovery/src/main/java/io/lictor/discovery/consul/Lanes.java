package io.lictor.discovery.consul;

import java.util.concurrent.Semaphore;

/**
 * How many questions that are answered at once may be on their way together, so that a start with many services is no
 * stampede. Any thread; owns nothing.
 */
final class Lanes {

    /** With the blocking queries these stay below Consul's 200, for other programs on this machine ask it too. */
    static final int PROMPT = 32;

    private final Semaphore prompt = new Semaphore(PROMPT, true);

    /** What a question needs before it may be sent, to be given back after it. */
    Semaphore prompt() {
        return prompt;
    }
}
