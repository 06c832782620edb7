package io.lictor.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The dashboard: a page, its script and its style, which show in a browser what the JSON pages say.
 *
 * <p>Immutable, any thread. Needs nothing from outside the jar; what services wrote is shown as text, never as HTML.
 */
final class Dashboard {

    /**
     * For every answer of the admin server: a browser runs the dashboard's own script and nothing else, and no other site
     * may show it in a frame.
     */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Dashboard() {}

    /** Its parts by their paths. */
    static Map<String, Supplier<Answer>> pages() {
        Answer page = part("dashboard.html", "text/html; charset=utf-8");
        Answer script = part("dashboard.js", "text/javascript; charset=utf-8");
        Answer style = part("dashboard.css", "text/css; charset=utf-8");
        return Map.of("/", () -> page, "/dashboard.js", () -> script, "/dashboard.css", () -> style);
    }

    private static Answer part(String name, String contentType) {
        try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new Answer(Answer.OK, contentType, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
