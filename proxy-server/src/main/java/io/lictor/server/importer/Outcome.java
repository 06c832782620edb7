package io.lictor.server.importer;

/** What becomes of a directive. */
enum Outcome {
    SAME("same"),
    DIFFERS("differs"),
    /** There is nothing to do: Lictor does so anyway, or has nothing of that kind. */
    NEEDLESS("needless"),
    UNSUPPORTED("not supported");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
