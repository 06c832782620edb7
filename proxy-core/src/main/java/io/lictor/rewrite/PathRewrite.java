package io.lictor.rewrite;

import io.lictor.config.RewriteOptions;
import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.RequestPath;
import io.lictor.http.Verdict;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a route changes the path: {@code strip}, then the first {@code rewrite} that is found, then {@code prepend}. Works
 * on the normalised path and encodes it again (docs/adr/0006). Immutable: any thread.
 */
public final class PathRewrite {

    private static final byte[] ROOT = {'/'};

    private record Rule(Pattern pattern, Value replacement) {}

    private final byte[] strip;
    private final byte[] prepend;
    private final Rule[] rules;

    PathRewrite(RewriteOptions options, String serverName) {
        strip = Ascii.bytes(options.strip());
        prepend = Ascii.bytes(options.prepend());
        rules = options.pathRules().stream()
                .map(rule -> new Rule(Pattern.compile(rule.regex()), Value.of(rule.replacement(), serverName)))
                .toArray(Rule[]::new);
    }

    /** Whether it changes any path. */
    public boolean isGiven() {
        return strip.length > 0 || prepend.length > 0 || rules.length > 0;
    }

    /** Whether {@code strip} takes something from {@code path}: its start, and whole segments. */
    public boolean strips(RequestPath path) {
        int end = path.offset() + strip.length;
        return strip.length > 0
                && path.length() >= strip.length
                && Arrays.equals(path.bytes(), path.offset(), end, strip, 0, strip.length)
                && (path.length() == strip.length || path.bytes()[end] == '/');
    }

    /**
     * Appends the path and query to ask for.
     *
     * @param path the request's, in its normal form
     * @return OK; or BAD_PATH when a replacement put together a path with dot segments, or a rule takes too long on this one
     */
    public Verdict apply(Subject subject, RequestPath path, PathText text, ByteScratch out) {
        byte[] bytes = path.bytes();
        int offset = path.offset();
        int length = path.length();
        if (strips(path)) {
            offset += strip.length;
            length -= strip.length;
        }
        if (length == 0) {
            bytes = ROOT;
            offset = 0;
            length = 1;
        }
        out.put(prepend);
        if (rules.length > 0) {
            CharSequence before = text.of(bytes, offset, length);
            try {
                for (Rule rule : rules) {
                    Matcher matcher = text.matcher(rule.pattern(), before);
                    if (matcher.find()) {
                        return replace(subject, rule, matcher, before, out);
                    }
                }
            } catch (BoundedText.Exhausted | StackOverflowError e) {
                // The path is not to be asked for as it is: a rule may be there to keep it from the peer.
                return Verdict.BAD_PATH;
            }
        }
        RequestPath.encode(bytes, offset, length, out);
        putArgs(subject, '?', out);
        return Verdict.OK;
    }

    private static Verdict replace(Subject subject, Rule rule, Matcher matcher, CharSequence text, ByteScratch out) {
        int start = out.length();
        rule.replacement().write(subject, matcher, text, out);
        if (out.length() == start || out.bytes()[start] != '/') {
            out.insert(start, '/');
        }
        int query = start;
        while (query < out.length() && out.bytes()[query] != '?') {
            query++;
        }
        boolean hasQuery = query < out.length();
        boolean dropsArgs = hasQuery && out.bytes()[out.length() - 1] == '?';
        int end = mergeSlashes(out, start, query);
        if (RequestPath.holdsDotSegment(out.bytes(), start, end - start)) {
            return Verdict.BAD_PATH;
        }
        if (dropsArgs) {
            // As in nginx: a question mark at the end, and the request's own arguments are not appended.
            out.truncate(out.length() - 1);
        } else {
            putArgs(subject, hasQuery ? '&' : '?', out);
        }
        return Verdict.OK;
    }

    /** Merges the slashes of a path; where it ends now. */
    private static int mergeSlashes(ByteScratch out, int start, int end) {
        int stop = end;
        for (int i = start; i + 1 < stop; i++) {
            while (i + 1 < stop && out.bytes()[i] == '/' && out.bytes()[i + 1] == '/') {
                out.delete(i, 1);
                stop--;
            }
        }
        return stop;
    }

    private static void putArgs(Subject subject, char separator, ByteScratch out) {
        int query = RequestPath.queryOffset(subject.request()) + 1;
        int end = subject.request().pathOffset() + subject.request().pathLength();
        if (query <= end) {
            out.put(separator);
            out.put(subject.request().bytes(), query, end - query);
        }
    }
}
