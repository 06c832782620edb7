package io.lictor.rewrite;

import io.lictor.config.RewriteOptions;
import io.lictor.http.ByteScratch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code redirect_match}: where a URL in which an expression is found leads. Immutable: any thread. */
/*
 * Never to another host, whoever wrote the rule: what is captured comes from a client, and a tag must not lead visitors
 * elsewhere. That the outcome is of the same host is looked at for each request, since a group may hold anything. A rule
 * that takes too long on what a client sent does not apply.
 */
final class UrlRedirects {

    private record Rule(Pattern pattern, Value replacement, int status) {}

    private final List<Rule> rules;

    UrlRedirects(RewriteOptions options, String serverName) {
        rules = options.urlRules().stream()
                .map(rule -> new Rule(
                        Pattern.compile(rule.regex()), Value.of(rule.replacement(), serverName), rule.status()))
                .toList();
    }

    /** Whether there is any. */
    boolean isGiven() {
        return !rules.isEmpty();
    }

    /** Appends where the first rule leads that leads elsewhere, and returns its status; 0, and nothing, when none does. */
    int apply(Subject subject, ByteScratch out) {
        String asked = AskedUrl.text(subject);
        if (asked.isEmpty()) {
            return 0;
        }
        int start = out.length();
        for (Rule rule : rules) {
            if (replace(rule, asked, subject, out)
                    && AskedUrl.isOfHost(subject, out.bytes(), start, out.length())
                    && !AskedUrl.is(subject, out.bytes(), start, out.length())) {
                return rule.status();
            }
            out.truncate(start);
        }
        return 0;
    }

    private static boolean replace(Rule rule, String asked, Subject subject, ByteScratch out) {
        try {
            Matcher matcher = rule.pattern().matcher(new BoundedText(asked));
            int from = 0;
            boolean found = false;
            while (matcher.find()) {
                if (found && matcher.end() == from && matcher.start() == from) {
                    // As in Go, nothing behind what was found is not found once more.
                    continue;
                }
                found = true;
                out.put(asked.substring(from, matcher.start()).getBytes(StandardCharsets.ISO_8859_1));
                rule.replacement().writeUrl(subject, matcher, asked, out);
                from = matcher.end();
            }
            out.put(asked.substring(from).getBytes(StandardCharsets.ISO_8859_1));
            return found;
        } catch (BoundedText.Exhausted | StackOverflowError e) {
            return false;
        }
    }
}
