package io.lictor.config.spec;

import io.lictor.config.HealthCheck;
import io.lictor.config.HealthMatch;
import io.lictor.config.HealthOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The options of one route that say how its peers' health is found out, while it is read. Used by one thread, once. */
final class HealthValues {

    static final String MATCH = "the answers that pass: statuses by commas such as 200-299,304; behind them, if wanted,"
            + " body~REGEX that the body must have";

    private static final String BODY = "body~";
    private static final Pattern URI = Pattern.compile("/[\\x21-\\x7e&&[^#]]*");
    private static final Pattern STATUSES = Pattern.compile("([1-5][0-9][0-9])(?:-([1-5][0-9][0-9]))?");

    private static final HealthCheck CHECK = HealthCheck.OFF;

    private final Option.Trust trust;
    private HealthCheck.Kind kind = CHECK.kind();
    private String uri = CHECK.uri();
    private long interval = CHECK.intervalMillis();
    private long jitter = CHECK.jitterMillis();
    private long timeout = CHECK.timeoutMillis();
    private int fails = CHECK.fails();
    private int passes = CHECK.passes();
    private int port = CHECK.port();
    private HealthMatch match = CHECK.match();
    private HealthOptions options = HealthOptions.DEFAULT;

    /**
     * None yet.
     *
     * @param trust SERVICE where a service writes about itself
     */
    HealthValues(Option.Trust trust) {
        this.trust = trust;
    }

    /** Takes the value of one option; nothing happens when it is none of these. */
    void accept(Option option, String text) throws SpecException {
        String name = option.directive();
        if (option == Option.HEALTH_CHECK) {
            kind(name, text);
        } else if (option == Option.HEALTH_CHECK_INTERVAL) {
            interval = OptionValues.atLeastOne(name, text, Units.millis(name, text));
        } else if (option == Option.HEALTH_CHECK_JITTER) {
            jitter = Units.millis(name, text);
        } else if (option == Option.HEALTH_CHECK_TIMEOUT) {
            timeout = OptionValues.atLeastOne(name, text, Units.millis(name, text));
        } else if (option == Option.HEALTH_CHECK_FAILS) {
            fails = (int) OptionValues.number(name, text, 1, 1_000);
        } else if (option == Option.HEALTH_CHECK_PASSES) {
            passes = (int) OptionValues.number(name, text, 1, 1_000);
        } else if (option == Option.HEALTH_CHECK_PORT) {
            port = (int) OptionValues.number(name, text, 0, 65_535);
        } else if (option == Option.HEALTH_CHECK_MATCH) {
            match = match(name, text);
        } else if (option == Option.MAX_EJECTION) {
            options = options.withMaxEjection(percent(name, text));
        } else if (option == Option.PANIC) {
            options = options.withPanic(onOrOff(name, text));
        } else if (option == Option.DRAIN_TIMEOUT) {
            options = options.withDrainTimeout(Units.millis(name, text));
        }
    }

    /** Checks what only several options together can get wrong. */
    void checkTogether(Set<Option> given) throws SpecException {
        for (Option option : given) {
            if (!given.contains(Option.HEALTH_CHECK) && option.directive().startsWith("health_check_")) {
                throw new SpecException(option.directive() + ": given without a check (expected: health_check=/URI or"
                        + " health_check=tcp with it)");
            }
        }
        if (kind == HealthCheck.Kind.TCP && given.contains(Option.HEALTH_CHECK_MATCH)) {
            throw new SpecException("health_check_match: given with health_check=tcp (expected: health_check=/URI)");
        }
    }

    HealthOptions options() {
        return kind == HealthCheck.Kind.OFF
                ? options
                : options.withCheck(new HealthCheck(kind, uri, interval, jitter, timeout, fails, passes, port, match));
    }

    private void kind(String name, String text) throws SpecException {
        if (text.equals("off")) {
            kind = HealthCheck.Kind.OFF;
        } else if (text.equals("tcp")) {
            kind = HealthCheck.Kind.TCP;
        } else if (URI.matcher(text).matches()) {
            kind = HealthCheck.Kind.HTTP;
            uri = text;
        } else {
            throw SpecException.expected(name, text, "a URI such as /health, or tcp, or off");
        }
    }

    /** The regular expression is last, as a comma may stand in it. */
    private HealthMatch match(String name, String text) throws SpecException {
        int start = text.startsWith(BODY) ? 0 : text.indexOf("," + BODY) + 1;
        boolean hasBody = text.startsWith(BODY, start);
        String statuses = hasBody ? text.substring(0, Math.max(0, start - 1)) : text;
        if (hasBody && trust == Option.Trust.SERVICE) {
            // It runs on an event loop, over a body that the service sends: one that backtracks for ever stops others
            // too.
            throw SpecException.expected(name, text, "statuses only; body~REGEX is the operator's to set");
        }
        List<HealthMatch.Range> ranges = new ArrayList<>();
        for (String part : statuses.isEmpty() && hasBody ? new String[0] : statuses.split(",", -1)) {
            ranges.add(range(name, part));
        }
        String body = hasBody ? text.substring(start + BODY.length()) : "";
        Regexes.compile(name, body);
        if (hasBody && body.isEmpty()) {
            throw SpecException.expected(name, text, MATCH);
        }
        return new HealthMatch(ranges.isEmpty() ? HealthMatch.DEFAULT.statuses() : ranges, body);
    }

    private static HealthMatch.Range range(String name, String part) throws SpecException {
        var matcher = STATUSES.matcher(part);
        if (!matcher.matches()) {
            throw SpecException.expected(name, part, MATCH);
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        if (first > last) {
            throw SpecException.expected(name, part, "the lesser status first");
        }
        return new HealthMatch.Range(first, last);
    }

    private static int percent(String name, String text) throws SpecException {
        if (!text.endsWith("%")) {
            throw SpecException.expected(name, text, "0% to 100%");
        }
        return (int) OptionValues.number(name, text.substring(0, text.length() - 1), 0, 100);
    }

    private static boolean onOrOff(String name, String text) throws SpecException {
        if (!text.equals("on") && !text.equals("off")) {
            throw SpecException.expected(name, text, "on or off");
        }
        return text.equals("on");
    }
}
