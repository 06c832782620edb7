package io.lictor.server.admin;

import java.nio.charset.StandardCharsets;

/**
 * What the admin server answers.
 *
 * @param status the HTTP status
 * @param contentType the body's type
 * @param body the body
 */
record Answer(int status, String contentType, String body) {

    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int INTERNAL_ERROR = 500;
    static final int UNAVAILABLE = 503;

    static Answer json(int status, Object value) {
        return new Answer(status, "application/json", Json.write(value));
    }

    static Answer text(String text) {
        return new Answer(OK, "text/plain; charset=utf-8", text);
    }

    /** {@code {"error": …}}. */
    static Answer error(int status, String message) {
        return json(status, new ErrorBody(message));
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** What went wrong, for a reader. */
    record ErrorBody(String error) {}
}
