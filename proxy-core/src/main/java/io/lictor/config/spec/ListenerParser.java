package io.lictor.config.spec;

import static io.lictor.config.spec.OptionValues.atLeastOne;
import static io.lictor.config.spec.OptionValues.number;

import io.lictor.config.ListenerOptions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The one parser of the options of a listener, {@code option=value …} behind its address.
 *
 * <p>Words are separated by blanks. Without state: any thread.
 */
public final class ListenerParser {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final String BUFFERS = "NUMBER,SIZE such as 4,8k: 1 to 64 buffers of 128 to 256k";
    private static final int LEAST_BUFFER = 128;
    private static final int MOST_BUFFER = 256 << 10;

    private ListenerParser() {}

    /**
     * Reads options; those that are not given have nginx's default.
     *
     * @param text what stands behind the address, maybe nothing
     * @throws SpecException with the option and what was expected
     */
    public static ListenerOptions options(String text) throws SpecException {
        Map<Option, Long> given = new EnumMap<>(Option.class);
        for (String word : text.isBlank() ? List.<String>of() : List.of(BLANKS.split(text.strip(), -1))) {
            accept(given, word);
        }
        ListenerOptions d = ListenerOptions.DEFAULT;
        long buffers = given.getOrDefault(
                Option.LISTEN_LARGE_CLIENT_HEADER_BUFFERS, pair(d.headerBuffers(), d.headerBufferSize()));
        return new ListenerOptions(
                given.getOrDefault(Option.LISTEN_CLIENT_HEADER_TIMEOUT, d.clientHeaderTimeoutMillis()),
                given.getOrDefault(Option.LISTEN_CLIENT_BODY_TIMEOUT, d.clientBodyTimeoutMillis()),
                given.getOrDefault(Option.LISTEN_SEND_TIMEOUT, d.sendTimeoutMillis()),
                given.getOrDefault(Option.LISTEN_KEEPALIVE_TIMEOUT, d.keepaliveTimeoutMillis()),
                given.getOrDefault(Option.LISTEN_KEEPALIVE_REQUESTS, d.keepaliveRequests()),
                given.getOrDefault(Option.LISTEN_LINGERING_TIME, d.lingeringTimeMillis()),
                given.getOrDefault(Option.LISTEN_LINGERING_TIMEOUT, d.lingeringTimeoutMillis()),
                (int) (buffers >>> 32),
                (int) buffers,
                (int) (long) given.getOrDefault(Option.LISTEN_MAX_HEADERS, (long) d.maxHeaders()),
                given.getOrDefault(Option.LISTEN_CLIENT_MAX_BODY_SIZE, d.clientMaxBodySize()));
    }

    private static void accept(Map<Option, Long> given, String word) throws SpecException {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        Option option = Option.named(name, true)
                .orElseThrow(() -> new SpecException(
                        "unknown option \"" + name + "\" (expected one of: " + Option.names(true) + ")"));
        if (equals < 0) {
            throw new SpecException(name + ": needs a value (expected: " + name + "=…)");
        }
        if (given.put(option, value(option, word.substring(equals + 1))) != null) {
            throw new SpecException(name + ": given twice (expected: once)");
        }
    }

    private static long value(Option option, String text) throws SpecException {
        String name = option.directive();
        return switch (option) {
            case LISTEN_KEEPALIVE_TIMEOUT -> Units.millis(name, text);
            case LISTEN_KEEPALIVE_REQUESTS -> number(name, text, 1, 1_000_000_000);
            case LISTEN_MAX_HEADERS -> number(name, text, 1, 100_000);
            case LISTEN_CLIENT_MAX_BODY_SIZE -> Units.bytes(name, text);
            case LISTEN_LARGE_CLIENT_HEADER_BUFFERS -> buffers(name, text);
            default -> atLeastOne(name, text, Units.millis(name, text));
        };
    }

    private static long buffers(String name, String text) throws SpecException {
        int comma = text.indexOf(',');
        if (comma < 0) {
            throw SpecException.expected(name, text, BUFFERS);
        }
        long count = number(name, text.substring(0, comma), 1, 64);
        long size = Units.bytes(name, text.substring(comma + 1));
        if (size < LEAST_BUFFER || size > MOST_BUFFER) {
            throw SpecException.expected(name, text, BUFFERS);
        }
        return pair(count, size);
    }

    private static long pair(long count, long size) {
        return count << 32 | size;
    }
}
