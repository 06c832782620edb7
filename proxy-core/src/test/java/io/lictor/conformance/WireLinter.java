package io.lictor.conformance;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what a proxy forwarded, as strictly as the RFC's grammar is, and names what is unclean in it.
 *
 * <p>It shares no code with the proxy. What is wrong is noted and read over as the most lenient recipient would, so that one
 * message's faults do not hide the next one's.
 */
public final class WireLinter {

    /** Which way the bytes went. */
    public enum Direction {
        REQUEST,
        RESPONSE
    }

    /**
     * A message as far as it was there.
     *
     * @param startLine without its CRLF
     * @param fields the field lines
     * @param body free of its coding
     * @param trailers the field lines behind it
     * @param end where the next message begins
     * @param complete whether all of it was there
     * @param untilClose whether only the end of the connection ends it
     * @param problems what is unclean
     */
    public record Message(
            String startLine,
            List<String> fields,
            String body,
            List<String> trailers,
            int end,
            boolean complete,
            boolean untilClose,
            List<String> problems) {

        /** The status of a response; 0 when there is none. */
        public int status() {
            return startLine.matches("(?s)HTTP/1.. \\d{3}.*") ? Integer.parseInt(startLine.substring(9, 12)) : 0;
        }

        /** The values of all fields of this name. */
        public List<String> values(String name) {
            return WireLinter.values(fields, name);
        }

        /** Whether a list field of this name holds {@code option}. */
        public boolean lists(String name, String option) {
            return values(name).stream()
                    .flatMap(value -> List.of(value.split(",")).stream())
                    .anyMatch(part -> part.strip().equalsIgnoreCase(option));
        }
    }

    private static final String TCHAR = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
    private static final Pattern REQUEST_LINE = Pattern.compile(TCHAR + "+ [\\x21\\x22\\x24-\\x7e]+ HTTP/1\\.[01]");
    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.[01] [1-9][0-9]{2} [\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern FIELD_LINE = Pattern.compile(TCHAR + "+:[\\t\\x20-\\x7e\\x80-\\xff]*");
    private static final Pattern CHUNK_LINE = Pattern.compile("([0-9a-fA-F]{1,15})(;[\\t\\x20-\\x7e\\x80-\\xff]+)?");

    /** What Connection may say of a connection the proxy itself made; anything else names a field of the other one. */
    private static final Set<String> OPTIONS = Set.of("close", "keep-alive", "upgrade", "te");

    private static final Set<String> NEVER_FORWARDED = Set.of("keep-alive", "proxy-connection", "http2-settings");
    private static final Set<String> NOT_AS_TRAILER =
            Set.of("content-length", "transfer-encoding", "host", "trailer", "connection", "te", "upgrade", "expect");

    private final String wire;
    private final boolean ended;
    private final List<String> problems = new ArrayList<>();
    private int at;

    private WireLinter(String wire, int from, boolean ended) {
        this.wire = wire;
        this.at = from;
        this.ended = ended;
    }

    /**
     * Reads one message.
     *
     * @param wire all bytes of a direction, as ISO-8859-1
     * @param from where the message begins
     * @param toHead whether it answers HEAD
     * @param ended whether the connection ended behind {@code wire}
     */
    public static Message read(String wire, int from, Direction direction, boolean toHead, boolean ended) {
        return new WireLinter(wire, from, ended).message(direction, toHead);
    }

    private Message message(Direction direction, boolean toHead) {
        String start = line();
        if (start == null) {
            return incomplete("", List.of());
        }
        Pattern startLine = direction == Direction.REQUEST ? REQUEST_LINE : STATUS_LINE;
        check(startLine.matcher(start).matches(), "start line \"" + shown(start) + "\"");
        List<String> fields = fieldLines();
        if (fields == null) {
            return incomplete(start, List.of());
        }
        lintFields(start, fields, direction);
        Message head = new Message(start, fields, "", List.of(), at, true, false, problems);
        int status = head.status();
        boolean bodiless =
                direction == Direction.RESPONSE && (toHead || status < 200 || status == 204 || status == 304);
        if (bodiless) {
            return head;
        }
        if (!values(fields, "transfer-encoding").isEmpty()) {
            return chunked(head);
        }
        List<String> lengths = values(fields, "content-length");
        if (!lengths.isEmpty() && lengths.get(0).matches("[0-9]+")) {
            BigInteger length = new BigInteger(lengths.get(0));
            int there = length.min(BigInteger.valueOf(wire.length() - at)).intValue();
            String body = wire.substring(at, at + there);
            at += there;
            return new Message(
                    start, fields, body, List.of(), at, length.equals(BigInteger.valueOf(there)), false, problems);
        }
        if (direction == Direction.REQUEST) {
            return head;
        }
        String body = wire.substring(at);
        return new Message(start, fields, body, List.of(), wire.length(), ended, true, problems);
    }

    private void lintFields(String start, List<String> fields, Direction direction) {
        List<String> lengths = values(fields, "content-length");
        List<String> codings = values(fields, "transfer-encoding");
        check(lengths.size() <= 1, "repeated Content-Length");
        check(codings.size() <= 1, "repeated Transfer-Encoding");
        check(lengths.isEmpty() || codings.isEmpty(), "Content-Length beside Transfer-Encoding");
        check(lengths.stream().allMatch(length -> length.matches("[0-9]+")), "Content-Length that is no number");
        check(codings.stream().allMatch(coding -> coding.equalsIgnoreCase("chunked")), "coding other than chunked");
        check(codings.isEmpty() || !start.contains("HTTP/1.0"), "Transfer-Encoding in HTTP/1.0");
        if (direction == Direction.REQUEST) {
            int hosts = values(fields, "host").size();
            check(hosts == 1 || hosts == 0 && start.endsWith("1.0"), hosts + " Host fields");
        } else {
            boolean interim = start.matches("(?s)HTTP/1.. (1..|204).*");
            check(!interim || lengths.isEmpty() && codings.isEmpty(), "framing fields in 1xx or 204");
        }
        NEVER_FORWARDED.forEach(name -> check(values(fields, name).isEmpty(), "hop-by-hop field " + name));
        Set<String> options = Set.copyOf(values(fields, "connection").stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .map(option -> option.strip().toLowerCase(Locale.ROOT))
                .toList());
        check(OPTIONS.containsAll(options), "Connection: " + options);
        check(
                values(fields, "upgrade").isEmpty() || options.contains("upgrade"),
                "Upgrade that Connection does not name");
        check(values(fields, "te").isEmpty() || options.contains("te"), "TE that Connection does not name");
    }

    private Message chunked(Message head) {
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = line();
            if (line == null) {
                return incomplete(head.startLine(), head.fields());
            }
            java.util.regex.Matcher chunk = CHUNK_LINE.matcher(line);
            if (!chunk.matches()) {
                problems.add("chunk line \"" + shown(line) + "\"");
                return incomplete(head.startLine(), head.fields());
            }
            long size = Long.parseLong(chunk.group(1), 16);
            if (size == 0) {
                List<String> trailers = fieldLines();
                if (trailers == null) {
                    return incomplete(head.startLine(), head.fields());
                }
                NOT_AS_TRAILER.forEach(name -> check(values(trailers, name).isEmpty(), "trailer field " + name));
                return new Message(
                        head.startLine(), head.fields(), body.toString(), trailers, at, true, false, problems);
            }
            if (wire.length() - at < size + 2) {
                return incomplete(head.startLine(), head.fields());
            }
            body.append(wire, at, at + (int) size);
            at += (int) size;
            check(wire.startsWith("\r\n", at), "chunk without CRLF behind it");
            at += 2;
        }
    }

    private Message incomplete(String start, List<String> fields) {
        return new Message(start, fields, "", List.of(), wire.length(), false, false, problems);
    }

    /** Field lines and the empty line behind them; null when they are not all there. */
    private List<String> fieldLines() {
        List<String> fields = new ArrayList<>();
        while (true) {
            String line = line();
            if (line == null) {
                return null;
            }
            if (line.isEmpty()) {
                return fields;
            }
            if (line.startsWith(" ") || line.startsWith("\t")) {
                problems.add("obs-fold");
            } else {
                check(FIELD_LINE.matcher(line).matches(), "field line \"" + shown(line) + "\"");
            }
            fields.add(line);
        }
    }

    /** The next line without its end; null when it is not all there. */
    private String line() {
        int lf = wire.indexOf('\n', at);
        if (lf < 0) {
            return null;
        }
        boolean crlf = lf > at && wire.charAt(lf - 1) == '\r';
        String line = wire.substring(at, crlf ? lf - 1 : lf);
        check(crlf, "bare LF");
        check(line.indexOf('\r') < 0, "bare CR");
        at = lf + 1;
        return line;
    }

    private void check(boolean clean, String problem) {
        if (!clean) {
            problems.add(problem);
        }
    }

    private static String shown(String line) {
        StringBuilder shown = new StringBuilder();
        for (char c : line.substring(0, Math.min(line.length(), 60)).toCharArray()) {
            shown.append(c < ' ' || c > '~' ? String.format("\\x%02x", (int) c) : String.valueOf(c));
        }
        return shown.toString();
    }

    private static List<String> values(List<String> fields, String name) {
        return fields.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }
}
