package io.lictor.server.importer;

/** A file that cannot be read as what it should be. The message names the place and what was expected. */
public final class ImportException extends Exception {

    private static final long serialVersionUID = 1L;

    /** {@code FILE:LINE: what (expected: …)}. */
    ImportException(String place, String what) {
        super(place + ": " + what);
    }
}
