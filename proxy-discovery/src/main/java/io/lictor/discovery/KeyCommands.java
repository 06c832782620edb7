package io.lictor.discovery;

import io.lictor.discovery.DiscoveryView.Problem;
import java.util.List;
import java.util.SortedMap;

/**
 * A way in which an operator changes, by the text of keys, what services declare. Found by
 * {@link java.util.ServiceLoader}.
 *
 * <p>Without state: any thread. What it cannot use it reports, and goes on.
 */
public interface KeyCommands {

    /**
     * Applies all commands.
     *
     * @param keys each key and its text, in the order in which they count
     * @param declared what services declare, in the order of peers
     */
    Outcome apply(SortedMap<String, String> keys, List<Declared> declared);

    /**
     * What came of it.
     *
     * @param declared what is declared now
     * @param problems what could not be used
     */
    record Outcome(List<Declared> declared, List<Problem> problems) {

        public Outcome {
            declared = List.copyOf(declared);
            problems = List.copyOf(problems);
        }
    }
}
