package io.lictor.filter;

/** The request of an exchange, as a filter sees it. */
public interface FilteredRequest extends FilteredHead {

    String method();

    /** The path with its query, as it came. */
    String target();

    /** The path that the route was matched with: decoded once, without dot segments and double slashes. */
    String path();

    /** The client's address; behind a trusted proxy the one it tells. */
    String clientAddress();
}
