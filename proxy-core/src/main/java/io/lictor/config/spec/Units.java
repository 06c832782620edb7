package io.lictor.config.spec;

/** nginx's units: times ({@code 60}, {@code 500ms}, {@code 1m30s}) and sizes ({@code 64k}, {@code 1m}). */
public final class Units {

    private static final long YEAR_MILLIS = 366 * 86_400_000L;

    private Units() {}

    /**
     * A time as nginx reads it; a number without a unit is seconds.
     *
     * @return milliseconds
     * @throws SpecException when it is not a time, or more than a year
     */
    public static long millis(String place, String text) throws SpecException {
        long total = 0;
        int i = 0;
        int n = text.length();
        while (i < n) {
            int start = i;
            while (i < n && Character.digit(text.charAt(i), 10) >= 0) {
                i++;
            }
            int unit = i;
            while (i < n && Character.isLetter(text.charAt(i))) {
                i++;
            }
            if (start == unit || unit - start > 12 || (unit == i && i != n)) {
                throw notATime(place, text);
            }
            long factor = switch (text.substring(unit, i)) {
                case "ms" -> 1;
                case "", "s" -> 1_000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                case "d" -> 86_400_000;
                case "w" -> 7 * 86_400_000L;
                default -> throw notATime(place, text);
            };
            long number = Long.parseLong(text.substring(start, unit));
            // By division: 12 digits of weeks overflow a long.
            if (number > (YEAR_MILLIS - total) / factor) {
                throw SpecException.expected(place, text, "at most a year");
            }
            total += number * factor;
        }
        if (n == 0) {
            throw notATime(place, text);
        }
        return total;
    }

    /**
     * A size as nginx reads it: {@code k}, {@code m} and {@code g} are powers of 1024, none is bytes.
     *
     * @return bytes
     * @throws SpecException when it is not a size
     */
    public static long bytes(String place, String text) throws SpecException {
        int digits = 0;
        while (digits < text.length() && Character.digit(text.charAt(digits), 10) >= 0) {
            digits++;
        }
        int shift = switch (text.substring(digits)) {
            case "" -> 0;
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            default -> -1;
        };
        if (shift < 0 || digits == 0 || digits > 9) {
            throw SpecException.expected(place, text, "a size such as 64k, 1m or 0");
        }
        return Long.parseLong(text.substring(0, digits)) << shift;
    }

    private static SpecException notATime(String place, String text) {
        return SpecException.expected(place, text, "a time such as 60, 500ms, 5s or 1m30s");
    }
}
