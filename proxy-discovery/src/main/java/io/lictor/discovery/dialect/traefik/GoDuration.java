package io.lictor.discovery.dialect.traefik;

import io.lictor.config.spec.SpecException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as Traefik's tags have it: {@code 10} (seconds), {@code 1.5s}, {@code 1m30s}. Without state: any thread. */
final class GoDuration {

    private static final Pattern PART =
            Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?|\\.[0-9]{1,9})(ns|us|\u00b5s|ms|s|m|h)");
    private static final Pattern ALL = Pattern.compile("(?:" + PART.pattern() + ")+");

    /** Longer than any that somebody writes; a matcher recurses once a part. */
    private static final int LONGEST = 50;

    private static final Map<String, BigDecimal> MILLIS = Map.of(
            "ns",
            new BigDecimal("0.000001"),
            "us",
            new BigDecimal("0.001"),
            "\u00b5s",
            new BigDecimal("0.001"),
            "ms",
            BigDecimal.ONE,
            "s",
            BigDecimal.valueOf(1_000),
            "m",
            BigDecimal.valueOf(60_000),
            "h",
            BigDecimal.valueOf(3_600_000));

    private GoDuration() {}

    /**
     * The same time as nginx writes it, in milliseconds: {@code 1500ms}; what is less than one is one.
     *
     * @throws SpecException when it is none
     */
    static String toNginx(String text) throws SpecException {
        if (text.matches("[0-9]{1,9}")) {
            return text + "s";
        }
        if (text.length() > LONGEST || !ALL.matcher(text).matches()) {
            throw new SpecException("\"" + text.substring(0, Math.min(text.length(), LONGEST))
                    + "\" (expected: a time such as 10s, 500ms or 1m30s)");
        }
        BigDecimal millis = BigDecimal.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            millis = millis.add(new BigDecimal(part.group(1)).multiply(MILLIS.get(part.group(2))));
        }
        return millis.setScale(0, RoundingMode.UP).toPlainString() + "ms";
    }
}
