package io.lictor.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the rows {@code CR} and {@code LF} are written {@code $} for both, {@code <CR>} and {@code <LF>} alone. */
class HeadParserTest {

    private static final HeadLimits SMALL = new HeadLimits(64, 256, 5);

    private static final String[] VALID_REQUESTS = {
        "GET / HTTP/1.1$$",
        "GET / HTTP/1.0$$",
        "GET / HTTP/1.1$Host: a$$",
        "GET /x?y=z&a=%20 HTTP/1.1$Host: a$Accept: */*$$",
        "POST /x HTTP/1.1$Host: a$Content-Length: 5$Content-Type: text/plain; charset=utf-8$$",
        "GET http://a/ HTTP/1.1$Host:a$$",
        "OPTIONS * HTTP/1.1$Host:  \t a \t $$",
        "M!#%&'*+-.^_`|~0 / HTTP/1.1$n!#&'*+-.^_`|~9: v$$",
        "GET /\"<>\\^`{|} HTTP/1.1$$",
        "GET / HTTP/1.9$Host: a$$",
        "GET / HTTP/1.1$Empty:$Blank: \t $Host: a$$",
        "GET / HTTP/1.1$Obs-Text: caf\u00e9\u00ff$Tab: a\tb\tc$$",
        "GET / HTTP/1.1$a: 1234567$b: 12345678$c: 123456789$d: 1234567\t89$e: \t\t\t\t\t\t\t\t\t1$$",
        "GET / HTTP/1.1$Colons: a:b::c$a: b$a: c$$",
        "$GET / HTTP/1.1$Host: a$$",
    };

    private static final String[] VALID_RESPONSES = {
        "HTTP/1.1 200 OK$$",
        "HTTP/1.1 200$$",
        "HTTP/1.1 200 $$",
        "HTTP/1.0 302 Moved for a while$Location: /$$",
        "HTTP/1.1 404 caf\u00e9 \t!$Content-Length: 0$$",
        "HTTP/1.1 999 x$Server: y$Date: z$Set-Cookie: a$Set-Cookie: b$$",
        "HTTP/1.1 100 Continue$$",
    };

    static Stream<Arguments> valid() {
        return Stream.concat(
                Arrays.stream(VALID_REQUESTS).map(text -> arguments(text, true)),
                Arrays.stream(VALID_RESPONSES).map(text -> arguments(text, false)));
    }

    @ParameterizedTest(name = "{0} is the same however it is split")
    @MethodSource("valid")
    void readsAHeadTheSameWayHoweverItIsSplit(String row, boolean request) {
        byte[] head = bytes(row);
        byte[] bytes = bytes(row + "BODY");
        String whole = feed(request, HeadLimits.DEFAULT, bytes, bytes.length);

        assertThat(whole).startsWith("OK at " + head.length);
        for (int split = 0; split <= head.length; split++) {
            assertThat(feed(request, HeadLimits.DEFAULT, bytes, split))
                    .as("split at %d", split)
                    .isEqualTo(whole);
        }
        assertThat(feed(request, HeadLimits.DEFAULT, bytes, pieces(bytes.length, 1)))
                .isEqualTo(whole);
        for (int end = 0; end < head.length; end++) {
            assertThat(feed(request, HeadLimits.DEFAULT, Arrays.copyOf(bytes, end), end))
                    .as("the first %d bytes", end)
                    .startsWith("INCOMPLETE");
        }
    }

    static Stream<Arguments> invalidRequests() {
        return Stream.of(
                arguments(" / HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments(" GET / HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET\t/ HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("G(T / HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("G\u00e9T / HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET  / HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET /  HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET / a HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET /\ta HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET /a#b HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET /\u00e9 HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET /\u007f HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET /\0 HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET /$Host: a$$", Verdict.BAD_START_LINE),
                arguments("GET$Host: aaaaaaaaaa$$", Verdict.BAD_START_LINE),
                arguments("GET / $Host: aaaaaaa$$", Verdict.BAD_START_LINE),
                arguments("GET / http/1.1$$", Verdict.BAD_START_LINE),
                arguments("GET / $$", Verdict.BAD_START_LINE),
                arguments("GET / X$$", Verdict.BAD_START_LINE),
                arguments("GET / HTTP$$", Verdict.BAD_START_LINE),
                arguments("GET / HTTP/1.1 $$", Verdict.BAD_START_LINE),
                arguments("GET / HTTP/11$$$", Verdict.BAD_START_LINE),
                arguments("GET / HTTP/1.10$$", Verdict.BAD_START_LINE),
                arguments("GET / HTTP/1.$$", Verdict.BAD_START_LINE),
                arguments("GET / HTTP/x.y$$", Verdict.BAD_START_LINE),
                arguments("GET / HTTPS/1.1$$", Verdict.BAD_START_LINE),
                arguments("\u0016\u0003\u0001\u0002\0\u0001", Verdict.BAD_START_LINE),
                arguments("$$GET / HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("<LF>GET / HTTP/1.1$$", Verdict.BAD_START_LINE),
                arguments("<CR>GET / HTTP/1.1$$", Verdict.BAD_LINE_END),
                arguments("<CR>$GET / HTTP/1.1$$", Verdict.BAD_LINE_END),
                arguments("GET / HTTP/0.9$$", Verdict.BAD_VERSION),
                arguments("GET / HTTP/2.0$$", Verdict.BAD_VERSION),
                arguments("PRI * HTTP/2.0$$SM$$", Verdict.BAD_VERSION),
                arguments("GET / HTTP/1.1<LF><LF>", Verdict.BAD_LINE_END),
                arguments("GET / HTTP/1.1<CR><CR>", Verdict.BAD_LINE_END),
                arguments("GET / HTTP/1.1<CR>Host: a$$", Verdict.BAD_LINE_END),
                arguments("GET / HTTP/1.1$Host: a<LF><LF>", Verdict.BAD_LINE_END),
                arguments("GET / HTTP/1.1$Host: a<CR><CR><LF>", Verdict.BAD_LINE_END),
                arguments("GET / HTTP/1.1$Host: a<CR>X: y$$", Verdict.BAD_LINE_END),
                arguments("GET / HTTP/1.1$Host: a$<CR>X", Verdict.BAD_LINE_END),
                arguments("GET / HTTP/1.1$Host: a$<LF>", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$ Host: a$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$Host: a$ folded$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$Host: a$\tfolded$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$Host : a$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$Host\t: a$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$: a$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$Host$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$Ho st: a$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$Ho(st: a$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$H\u00f6st: a$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$X: a\0b$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$X: 12345678\u001f0$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$X: 1234567\u007f0$$", Verdict.BAD_FIELD),
                arguments("GET / HTTP/1.1$X: \u00ff\u00ff\u00ff\u00ff\u0001\u00ff\u00ff\u00ff$$", Verdict.BAD_FIELD));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("invalidRequests")
    void refusesARequestThatIsNotWellFormed(String row, Verdict verdict) {
        byte[] bytes = bytes(row);

        assertThat(feed(true, HeadLimits.DEFAULT, bytes, bytes.length)).isEqualTo(verdict.name());
        for (int split = 0; split < bytes.length; split++) {
            assertThat(feed(true, HeadLimits.DEFAULT, bytes, split))
                    .as("split at %d", split)
                    .isEqualTo(verdict.name());
        }
        assertThat(feed(true, HeadLimits.DEFAULT, bytes, pieces(bytes.length, 1)))
                .isEqualTo(verdict.name());
    }

    static Stream<Arguments> invalidResponses() {
        return Stream.of(
                arguments("<html>", Verdict.BAD_START_LINE),
                arguments("$HTTP/1.1 200 OK$$", Verdict.BAD_START_LINE),
                arguments("ICY 200 OK$$ and so on", Verdict.BAD_START_LINE),
                arguments("HTTP/2.0 200 OK$$", Verdict.BAD_START_LINE),
                arguments("HTTP/1.x 200 OK$$", Verdict.BAD_START_LINE),
                arguments("HTTP/1.1  200 OK$$", Verdict.BAD_START_LINE),
                arguments("HTTP/1.1\t200 OK$$", Verdict.BAD_START_LINE),
                arguments("HTTP/1.1 20 OK$$ ", Verdict.BAD_START_LINE),
                arguments("HTTP/1.1 2000 OK$$", Verdict.BAD_START_LINE),
                arguments("HTTP/1.1 099 OK$$", Verdict.BAD_START_LINE),
                arguments("HTTP/1.1 2x0 OK$$", Verdict.BAD_START_LINE),
                arguments("HTTP/1.1 -20 OK$$", Verdict.BAD_START_LINE),
                arguments("HTTP/1.1 200<LF><LF>x", Verdict.BAD_START_LINE),
                arguments("HTTP/1.1 200 OK<LF><LF>", Verdict.BAD_LINE_END),
                arguments("HTTP/1.1 200 O\0K$$", Verdict.BAD_LINE_END),
                arguments("HTTP/1.1 200 OK<CR>X$$", Verdict.BAD_LINE_END),
                arguments("HTTP/1.1 200 OK$Server: a<LF>$", Verdict.BAD_LINE_END),
                arguments("HTTP/1.1 200 OK$Server : a$$", Verdict.BAD_FIELD),
                arguments("HTTP/1.1 200 OK$Server: a$ b$$", Verdict.BAD_FIELD));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("invalidResponses")
    void refusesAResponseThatIsNotWellFormed(String row, Verdict verdict) {
        byte[] bytes = bytes(row);

        assertThat(feed(false, HeadLimits.DEFAULT, bytes, bytes.length)).isEqualTo(verdict.name());
        assertThat(feed(false, HeadLimits.DEFAULT, bytes, pieces(bytes.length, 1)))
                .isEqualTo(verdict.name());
    }

    @Test
    void indexesWhereThingsAre() {
        Head head = new Head();
        head.clear();
        byte[] bytes = bytes("POST /x?y HTTP/1.0$Host: \t a.example \t$X-Other:v$CONTENT-LENGTH: 5$$BODY");
        ByteBuf in = Unpooled.wrappedBuffer(bytes);

        assertThat(HeadParser.ofRequests(HeadLimits.DEFAULT).parse(in, head)).isEqualTo(Verdict.OK);

        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("BODY");
        assertThat(head.text(0, head.methodLength())).isEqualTo("POST");
        assertThat(head.text(head.targetOffset(), head.targetLength())).isEqualTo("/x?y");
        assertThat(head.minorVersion()).isZero();
        assertThat(head.text(0, head.startLineEnd())).isEqualTo("POST /x?y HTTP/1.0");
        assertThat(head.fieldCount()).isEqualTo(3);
        assertThat(head.value(0)).isEqualTo("a.example");
        assertThat(head.value(1)).isEqualTo("v");
        assertThat(head.value(2)).isEqualTo("5");
        assertThat(head.text(head.nameOffset(1), head.nameLength(1))).isEqualTo("X-Other");
        assertThat(head.text(head.lineStart(1), head.lineEnd(1) - head.lineStart(1)))
                .isEqualTo("X-Other:v\r\n");
        assertThat(head.lineEnd(2)).isEqualTo(head.length() - 2);
        assertThat(head.find(FieldName.CONTENT_LENGTH)).isEqualTo(2);
        assertThat(head.find(FieldName.HOST)).isZero();
        assertThat(head.findFrom(1, FieldName.HOST)).isEqualTo(-1);
        assertThat(head.find(FieldName.COOKIE)).isEqualTo(-1);
        assertThat(head.names())
                .isEqualTo(FieldName.bit(FieldName.HOST)
                        | FieldName.bit(FieldName.CONTENT_LENGTH)
                        | FieldName.bit(FieldName.OTHER));
    }

    @Test
    void readsOneHeadAfterTheOtherFromOneBuffer() {
        ByteBuf in = Unpooled.wrappedBuffer(bytes("GET /a HTTP/1.1$Host: a$$GET /b HTTP/1.1$$GET /c"));
        HeadParser parser = HeadParser.ofRequests(HeadLimits.DEFAULT);
        Head head = new Head();

        for (String path : new String[] {"/a", "/b"}) {
            head.clear();
            parser.reset();
            assertThat(parser.parse(in, head)).isEqualTo(Verdict.OK);
            assertThat(head.text(head.targetOffset(), head.targetLength())).isEqualTo(path);
        }
        head.clear();
        parser.reset();
        assertThat(parser.parse(in, head)).isEqualTo(Verdict.INCOMPLETE);
        assertThat(in.isReadable()).isFalse();
    }

    static Stream<Arguments> limits() {
        String line = "GET / HTTP/1.1$";
        return Stream.of(
                arguments(true, "GET /" + "a".repeat(48) + " HTTP/1.1$$", Verdict.OK),
                arguments(true, "GET /" + "a".repeat(49) + " HTTP/1.1$$", Verdict.TARGET_TOO_LONG),
                arguments(true, "GET /" + "a".repeat(5_000) + " HTTP/1.1$$", Verdict.TARGET_TOO_LONG),
                arguments(true, "G".repeat(5_000), Verdict.BAD_START_LINE),
                arguments(true, line + "a: " + "b".repeat(59) + "$$", Verdict.OK),
                arguments(true, line + "a: " + "b".repeat(60) + "$$", Verdict.HEAD_TOO_LARGE),
                arguments(true, line + "a".repeat(61) + ":$$", Verdict.OK),
                arguments(true, line + "a".repeat(62) + ":$$", Verdict.HEAD_TOO_LARGE),
                arguments(true, line + "a".repeat(5_000), Verdict.HEAD_TOO_LARGE),
                arguments(true, line + "a:$".repeat(5) + "$", Verdict.OK),
                arguments(true, line + "a:$".repeat(6) + "$", Verdict.TOO_MANY_FIELDS),
                arguments(true, line + ("a: " + "b".repeat(59) + "$").repeat(3) + "$", Verdict.OK),
                arguments(true, line + ("a: " + "b".repeat(59) + "$").repeat(4) + "$", Verdict.HEAD_TOO_LARGE),
                arguments(false, "HTTP/1.1 200 " + "a".repeat(49) + "$$", Verdict.OK),
                arguments(false, "HTTP/1.1 200 " + "a".repeat(50) + "$$", Verdict.HEAD_TOO_LARGE),
                arguments(false, "HTTP/1.1 200 " + "a".repeat(5_000) + "$$", Verdict.HEAD_TOO_LARGE),
                arguments(
                        true,
                        line + ("a: " + "b".repeat(59) + "$").repeat(3) + "a: " + "b".repeat(41) + "$$",
                        Verdict.OK),
                arguments(
                        true,
                        line + ("a: " + "b".repeat(59) + "$").repeat(3) + "a: " + "b".repeat(42) + "$$",
                        Verdict.HEAD_TOO_LARGE),
                arguments(true, "GET /" + "a".repeat(59) + "#", Verdict.BAD_START_LINE),
                arguments(true, "GET /" + "a".repeat(60) + "#", Verdict.TARGET_TOO_LONG),
                arguments(true, "GET /" + "a".repeat(58) + " HTTP/2.0$$", Verdict.TARGET_TOO_LONG),
                arguments(true, line + "a".repeat(64) + " :$$", Verdict.BAD_FIELD),
                arguments(true, line + "a".repeat(65) + " :$$", Verdict.HEAD_TOO_LARGE),
                arguments(true, line + "a:" + "b".repeat(63) + "\0$$", Verdict.HEAD_TOO_LARGE),
                arguments(true, line + ("a:" + "b".repeat(60) + "$").repeat(4) + ":$", Verdict.HEAD_TOO_LARGE),
                arguments(false, "HTTP/1.1 200 OK$" + "a:$".repeat(6) + "$", Verdict.TOO_MANY_FIELDS));
    }

    @ParameterizedTest(name = "request {0}: {1} is {2}")
    @MethodSource("limits")
    void keepsToItsLimits(boolean request, String row, Verdict verdict) {
        byte[] bytes = bytes(row);

        String whole = feed(request, SMALL, bytes, bytes.length);
        assertThat(whole).startsWith(verdict.name());
        assertThat(feed(request, SMALL, bytes, pieces(bytes.length, 1))).isEqualTo(whole);
        assertThat(feed(request, SMALL, bytes, pieces(bytes.length, 7))).isEqualTo(whole);
    }

    @Test
    void takesAHeadAsLargeAsTheDefaultLimits() {
        StringBuilder text =
                new StringBuilder("GET /").append("a".repeat(8_000)).append(" HTTP/1.1$");
        text.append("X: ").append("b".repeat(8_000)).append('$');
        for (int i = 0; i < 999; i++) {
            text.append("field-").append(i).append(": v$");
        }
        byte[] bytes = bytes(text.append('$').toString());

        String whole = feed(true, HeadLimits.DEFAULT, bytes, bytes.length);
        assertThat(whole).startsWith("OK at " + bytes.length);
        assertThat(feed(true, HeadLimits.DEFAULT, bytes, pieces(bytes.length, 1_000)))
                .isEqualTo(whole);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4})
    void whateverComesIsReadTheSameWayHoweverItIsSplit(int seed) {
        Random random = new Random(seed);
        byte[] interesting = bytes("$$\0\t  ::#aG/HT1.0");
        for (int n = 0; n < 20_000; n++) {
            boolean request = random.nextInt(3) > 0;
            String[] rows = request ? VALID_REQUESTS : VALID_RESPONSES;
            byte[] bytes = bytes(rows[random.nextInt(rows.length)] + "BODY");
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes = mutated(bytes, random, interesting);
            }
            HeadLimits limits = random.nextBoolean()
                    ? HeadLimits.DEFAULT
                    : new HeadLimits(16 + random.nextInt(32), 32 + random.nextInt(64), 1 + random.nextInt(4));
            String whole = feed(request, limits, bytes, bytes.length);
            assertThat(feed(request, limits, bytes, pieces(bytes.length, 1)))
                    .as(new String(bytes, StandardCharsets.ISO_8859_1))
                    .isEqualTo(whole);
            assertThat(feed(request, limits, bytes, random.nextInt(bytes.length + 1)))
                    .as(new String(bytes, StandardCharsets.ISO_8859_1))
                    .isEqualTo(whole);
        }
    }

    private static byte[] mutated(byte[] bytes, Random random, byte[] interesting) {
        int at = random.nextInt(bytes.length);
        byte value = random.nextBoolean() ? interesting[random.nextInt(interesting.length)] : (byte) random.nextInt();
        byte[] mutated;
        switch (random.nextInt(3)) {
            case 0 -> {
                mutated = bytes.clone();
                mutated[at] = value;
            }
            case 1 -> {
                mutated = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, at, mutated, at + 1, bytes.length - at);
                mutated[at] = value;
            }
            default -> {
                mutated = Arrays.copyOf(bytes, bytes.length - 1);
                System.arraycopy(bytes, at + 1, mutated, at, bytes.length - 1 - at);
                mutated = mutated.length == 0 ? bytes : mutated;
            }
        }
        return mutated;
    }

    private static String feed(boolean request, HeadLimits limits, byte[] bytes, int split) {
        return feed(request, limits, bytes, new int[] {split, bytes.length - split});
    }

    /**
     * Feeds {@code bytes} in pieces until the parser has made up its mind: the verdict and, of a head, where it ends and
     * all that the index says.
     */
    private static String feed(boolean request, HeadLimits limits, byte[] bytes, int[] pieces) {
        HeadParser parser = request ? HeadParser.ofRequests(limits) : HeadParser.ofResponses(limits);
        Head head = new Head();
        head.clear();
        Verdict verdict = Verdict.INCOMPLETE;
        int consumed = 0;
        int offset = 0;
        for (int piece : pieces) {
            // Bounded by its own array: a read behind the piece throws.
            ByteBuf in = Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, offset, offset + piece));
            offset += piece;
            verdict = parser.parse(in, head);
            consumed += in.readerIndex();
            if (verdict != Verdict.INCOMPLETE) {
                break;
            }
            assertThat(in.isReadable()).as("all is taken while incomplete").isFalse();
        }
        return verdict == Verdict.OK ? "OK at " + consumed + ": " + index(head) : verdict.name();
    }

    private static String index(Head head) {
        StringBuilder index = new StringBuilder(head.toString());
        index.append('|').append(head.methodLength());
        index.append('|').append(head.targetOffset()).append('+').append(head.targetLength());
        index.append("|1.").append(head.minorVersion()).append('|').append(head.status());
        index.append('|').append(head.startLineEnd()).append('|').append(head.names());
        for (int i = 0; i < head.fieldCount(); i++) {
            index.append('|').append(head.number(i));
            index.append(' ').append(head.nameOffset(i)).append('+').append(head.nameLength(i));
            index.append(' ').append(head.valueOffset(i)).append('+').append(head.valueLength(i));
            index.append(' ').append(head.lineStart(i)).append('-').append(head.lineEnd(i));
        }
        return index.toString();
    }

    private static int[] pieces(int length, int size) {
        int[] pieces = new int[(length + size - 1) / size];
        Arrays.fill(pieces, size);
        if (pieces.length > 0) {
            pieces[pieces.length - 1] = length - size * (pieces.length - 1);
        }
        return pieces;
    }

    /** The bytes of a row. */
    private static byte[] bytes(String row) {
        return row.replace("$", "\r\n")
                .replace("<CR>", "\r")
                .replace("<LF>", "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
