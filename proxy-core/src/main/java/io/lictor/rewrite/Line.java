package io.lictor.rewrite;

import io.lictor.config.Template;
import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;

/** A field line that a rule adds: its name, and its value when that is known. Immutable: any thread. */
record Line(byte[] start, Value value) {

    static Line of(String name, Template value, String serverName) {
        return new Line(Ascii.bytes(name + ": "), Value.of(value, serverName));
    }

    /** Appends the line; none when its value is empty. */
    void put(Subject subject, ByteScratch out) {
        int before = out.length();
        out.put(start);
        int mark = out.length();
        value.write(subject, Value.Place.FIELD, out);
        if (out.length() == mark) {
            out.truncate(before);
        } else {
            out.put('\r');
            out.put('\n');
        }
    }
}
