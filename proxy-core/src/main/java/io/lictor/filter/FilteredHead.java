package io.lictor.filter;

import java.util.List;
import java.util.Optional;

/**
 * A head that filters look at, and may change the fields of. The head itself stays as it came, and so it is for whoever looks
 * at it after a change; changes count for what is sent on. They go before those of the route's own rules.
 *
 * <p>On the exchange's event loop, within a call of the filter.
 */
public interface FilteredHead {

    /** The value of the first field of this name, as it came. */
    Optional<String> field(String name);

    /** The values of all fields of this name, as they came. */
    List<String> fields(String name);

    /**
     * Sends one field of this name, whatever others there were.
     *
     * @throws IllegalArgumentException when it is a field of framing or of one connection, or cannot be sent
     */
    void set(String name, String value);

    /**
     * Sends one more field of this name.
     *
     * @throws IllegalArgumentException as {@link #set}
     */
    void add(String name, String value);

    /**
     * Sends no field of this name; not Host, without which no request can be.
     *
     * @throws IllegalArgumentException as {@link #set}
     */
    void remove(String name);
}
