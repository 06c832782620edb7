package io.lictor.rewrite;

import io.lictor.config.RewriteOptions;
import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.Head;
import io.lictor.http.HeadEdits;

/**
 * All that one route changes, compiled once. Immutable: any thread; what is written goes into the scratch that is handed
 * in.
 */
public final class RouteRules {

    /** RFC 5842 section 7.2. */
    private static final int LOOP_DETECTED = 508;

    private static final byte[] LOCATION = Ascii.bytes("Location: ");

    /** The rules of a route without options. */
    public static final RouteRules NONE = new RouteRules(RewriteOptions.DEFAULT, "", Via.random());

    private final RequestRules request;
    private final ResponseRules response;
    private final PathRewrite path;
    private final UrlRedirects redirects;
    private final int answer;
    private final Value location;
    private final boolean isRedirect;

    private RouteRules(RewriteOptions options, String serverName, Via via) {
        request = new RequestRules(options, serverName, via);
        response = new ResponseRules(options, serverName, via);
        path = new PathRewrite(options, serverName);
        redirects = new UrlRedirects(options, serverName);
        answer = options.answer().status();
        location = Value.of(options.answer().location(), serverName);
        isRedirect = !options.answer().location().isEmpty();
    }

    /**
     * Compiles the rules of a route.
     *
     * @param serverName the route's host as written: nginx's {@code $server_name}
     * @param via the engine's
     */
    public static RouteRules of(RewriteOptions options, String serverName, Via via) {
        return options.equals(RewriteOptions.DEFAULT) ? NONE : new RouteRules(options, serverName, via);
    }

    /**
     * The status to answer without a peer; 0 to go on, which a redirect lets who is where it leads.
     *
     * @param scratch what is written is of no use to the caller
     */
    public int answer(Subject subject, ByteScratch scratch) {
        if (request.isLoop(subject)) {
            return LOOP_DETECTED;
        }
        if (redirects.isGiven()) {
            scratch.clear();
            int moved = redirects.apply(subject, scratch);
            if (moved != 0) {
                return moved;
            }
        }
        return isRedirect && isThere(subject, scratch) ? 0 : answer;
    }

    private boolean isThere(Subject subject, ByteScratch scratch) {
        scratch.clear();
        location.write(subject, Value.Place.URI, scratch);
        return AskedUrl.is(subject, scratch.bytes(), 0, scratch.length());
    }

    public PathRewrite path() {
        return path;
    }

    /** Whether the fields of requests are changed. */
    public boolean changeRequests() {
        return request.hasAny();
    }

    /** Fills {@code edits} for the request to the subject's peer. */
    public void editRequest(Subject subject, HeadEdits edits) {
        edits.clear();
        request.apply(subject, edits);
    }

    /** Whether there may be something to change in {@code head}. */
    public boolean concernResponse(Head head) {
        return response.concern(head);
    }

    /** Fills {@code edits} for the peer's response. */
    public void editResponse(Subject subject, HeadEdits edits) {
        edits.clear();
        response.apply(subject, edits);
    }

    /** Puts the lines of an answer of our own: where a redirect leads, and {@code add_header}. */
    public void editAnswer(Subject subject, HeadEdits edits) {
        edits.clear();
        if (!isMoved(subject, edits.lines()) && subject.status() == answer) {
            location(subject, edits.lines());
        }
        response.add(subject, edits);
    }

    /** Puts where a rule for URLs leads, if it was one that answered. */
    private boolean isMoved(Subject subject, ByteScratch out) {
        if (!redirects.isGiven()) {
            return false;
        }
        int before = out.length();
        out.put(LOCATION);
        int moved = redirects.apply(subject, out);
        if (moved == 0 || moved != subject.status()) {
            out.truncate(before);
            return false;
        }
        out.put('\r');
        out.put('\n');
        return true;
    }

    private void location(Subject subject, ByteScratch out) {
        int before = out.length();
        out.put(LOCATION);
        int start = out.length();
        location.write(subject, Value.Place.URI, out);
        if (out.length() == start) {
            out.truncate(before);
            return;
        }
        // Two slashes would begin a host, and a variable may have brought the second.
        while (out.length() > start + 1
                && out.bytes()[start] == '/'
                && (out.bytes()[start + 1] == '/' || out.bytes()[start + 1] == '\\')) {
            out.delete(start + 1, 1);
        }
        out.put('\r');
        out.put('\n');
    }
}
