package io.lictor.discovery.dialect.traefik;

import io.lictor.config.Condition;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.dialect.traefik.RuleToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a rule of a router: {@code Host(`a`) && (PathPrefix(`/b`) || !Method(`GET`))}, where {@code &&} binds closer than
 * {@code ||}. Used by one thread, once.
 */
final class RuleParser {

    /** How deep parentheses may be nested: as much as nobody writes. */
    private static final int MOST_NESTED = 50;

    private final List<RuleToken> tokens;
    private int next;
    private int depth;

    private RuleParser(List<RuleToken> tokens) {
        this.tokens = tokens;
    }

    /**
     * The rule as a condition: hosts and paths are among its tests.
     *
     * @throws SpecException with the place in the rule and what was expected
     */
    static Condition parse(String rule) throws SpecException {
        RuleParser parser = new RuleParser(RuleLexer.tokens(rule));
        Condition condition = parser.either();
        parser.take(Kind.END, "&&, || or the end");
        return condition;
    }

    private Condition either() throws SpecException {
        List<Condition> parts = new ArrayList<>();
        parts.add(both());
        while (skip(Kind.OR)) {
            parts.add(both());
        }
        return Condition.any(parts);
    }

    private Condition both() throws SpecException {
        List<Condition> parts = new ArrayList<>();
        parts.add(single());
        while (skip(Kind.AND)) {
            parts.add(single());
        }
        return Condition.all(parts);
    }

    private Condition single() throws SpecException {
        if (++depth > MOST_NESTED) {
            throw RuleLexer.wrong(peek().text(), peek().at(), "at most " + MOST_NESTED + " levels");
        }
        Condition condition;
        if (skip(Kind.NOT)) {
            condition = Condition.not(single());
        } else if (skip(Kind.OPEN)) {
            condition = either();
            take(Kind.CLOSE, "&&, || or )");
        } else {
            condition = matcher();
        }
        depth--;
        return condition;
    }

    private Condition matcher() throws SpecException {
        RuleToken name = take(Kind.NAME, "a matcher, ! or (");
        take(Kind.OPEN, "( behind " + name.text());
        List<String> values = new ArrayList<>();
        if (!skip(Kind.CLOSE)) {
            do {
                values.add(take(Kind.STRING, Kind.STRING.text()).text());
            } while (skip(Kind.COMMA));
            take(Kind.CLOSE, ", or )");
        }
        return RuleMatcher.of(name, values);
    }

    private RuleToken peek() {
        return tokens.get(next);
    }

    private boolean skip(Kind kind) {
        boolean there = peek().kind() == kind;
        next += there ? 1 : 0;
        return there;
    }

    private RuleToken take(Kind kind, String expected) throws SpecException {
        RuleToken token = peek();
        if (token.kind() != kind) {
            throw new SpecException("rule: " + token.shown() + " at " + token.at() + " (expected: " + expected + ")");
        }
        next += kind == Kind.END ? 0 : 1;
        return token;
    }
}
