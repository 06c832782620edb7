package io.lictor.filter;

/** A peer's response, as a filter sees it. */
public interface FilteredResponse extends FilteredHead {

    int status();

    /** The request that it answers; what is changed in it counts no more. */
    FilteredRequest request();
}
