package io.lictor.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** In the rows CRLF is written {@code $}, {@code <CR>} and {@code <LF>} are alone. */
class BodyReaderTest {

    @ParameterizedTest(name = "{0} is [{1}] however it is split")
    @CsvSource(delimiter = '|', textBlock = """
                    0$$                               | ''
                    000$$                             | ''
                    1$a$0$$                           | a
                    5$hello$6$ world$0$$              | hello world
                    A$0123456789$0$$                  | 0123456789
                    a$0123456789$00$$                 | 0123456789
                    000000000000001$a$0$$             | a
                    1;x$a$0;y=z$$                     | a
                    1 \t;x$a$0$$                      | a
                    1;x="y z; \t\u00e9"$a$0$$         | a
                    1;a;b ; c = d ;e="f\\";"\t;g$a$0$$   | a
                    2$<CR><LF>$0$$                    | '<CR><LF>'
                    5$0<CR><LF>0<LF>$0$$              | '0<CR><LF>0<LF>'
                    1$a$0$X-Tail: x$$                | a
                    1$a$0$A: b$C:$!#~: \t\u00e9$$     | a
                    """)
    void readsChunks(String row, String expected) {
        byte[] body = bytes(row);
        byte[] bytes = bytes(row + "GET /next");
        String read = "OK at " + body.length + ": " + text(expected);

        assertThat(feed(Head.CHUNKED, bytes, bytes.length)).isEqualTo(read);
        for (int split = 0; split <= bytes.length; split++) {
            assertThat(feed(Head.CHUNKED, bytes, split))
                    .as("split at %d", split)
                    .isEqualTo(read);
        }
        assertThat(feedByteByByte(Head.CHUNKED, bytes)).isEqualTo(read);
        for (int end = 0; end < body.length; end++) {
            assertThat(feed(Head.CHUNKED, Arrays.copyOf(body, end), end))
                    .as("the first %d bytes", end)
                    .startsWith("INCOMPLETE");
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("$", Verdict.BAD_CHUNK),
                arguments(" 1$a$", Verdict.BAD_CHUNK),
                arguments("1 $a$", Verdict.BAD_CHUNK),
                arguments("1\tx$a$", Verdict.BAD_CHUNK),
                arguments("-1$a$", Verdict.BAD_CHUNK),
                arguments("+1$a$", Verdict.BAD_CHUNK),
                arguments("0x1$a$", Verdict.BAD_CHUNK),
                arguments("g$", Verdict.BAD_CHUNK),
                arguments(";x$", Verdict.BAD_CHUNK),
                arguments("1;$a$", Verdict.BAD_CHUNK),
                arguments("1; $a$", Verdict.BAD_CHUNK),
                arguments("1;\t$a$", Verdict.BAD_CHUNK),
                arguments("1;\u0080$a$", Verdict.BAD_CHUNK),
                arguments("1;a b$a$", Verdict.BAD_CHUNK),
                arguments("1;=b$a$", Verdict.BAD_CHUNK),
                arguments("1;a=$a$", Verdict.BAD_CHUNK),
                arguments("1;;$a$", Verdict.BAD_CHUNK),
                arguments("1;a;$a$", Verdict.BAD_CHUNK),
                arguments("1;a=b=c$a$", Verdict.BAD_CHUNK),
                arguments("1;a=\"b$a$", Verdict.BAD_CHUNK),
                arguments("1;a=\"b\"c$a$", Verdict.BAD_CHUNK),
                arguments("1;a[$a$", Verdict.BAD_CHUNK),
                arguments("1;a=b[$a$", Verdict.BAD_CHUNK),
                arguments("1;a=\"b\" $a$", Verdict.BAD_CHUNK),
                arguments("1;a=\"\\$a$", Verdict.BAD_CHUNK),
                arguments("1;a $a$", Verdict.BAD_CHUNK),
                arguments("1x;$a$", Verdict.BAD_CHUNK),
                arguments("1 =b$a$", Verdict.BAD_CHUNK),
                arguments("1;x\0$a$", Verdict.BAD_CHUNK),
                arguments("1;x\u007f$a$", Verdict.BAD_CHUNK),
                arguments("1;x<LF>a$", Verdict.BAD_CHUNK),
                arguments("1;x<CR>a$", Verdict.BAD_CHUNK),
                arguments("1<LF>a$", Verdict.BAD_CHUNK),
                arguments("1<CR>a$", Verdict.BAD_CHUNK),
                arguments("1<CR>$a$", Verdict.BAD_CHUNK),
                arguments("1$aa$", Verdict.BAD_CHUNK),
                arguments("1$a<LF>", Verdict.BAD_CHUNK),
                arguments("1$a<CR>0", Verdict.BAD_CHUNK),
                arguments("1$a$$", Verdict.BAD_CHUNK),
                arguments("1$a$x$", Verdict.BAD_CHUNK),
                arguments("0$<CR>x", Verdict.BAD_TRAILER),
                arguments("0<LF><LF>", Verdict.BAD_CHUNK),
                arguments("1000000000000000$a", Verdict.BAD_CHUNK),
                arguments("0000000000000001$a", Verdict.BAD_CHUNK),
                arguments("ffffffffffffffff$a", Verdict.BAD_CHUNK),
                arguments("0$<LF>", Verdict.BAD_TRAILER),
                arguments("0$ folded: x$$", Verdict.BAD_TRAILER),
                arguments("0$: x$$", Verdict.BAD_TRAILER),
                arguments("0$A$$", Verdict.BAD_TRAILER),
                arguments("0$A : b$$", Verdict.BAD_TRAILER),
                arguments("0$GET / HTTP/1.1$Host: a$$", Verdict.BAD_TRAILER),
                arguments("0$A(: b$$", Verdict.BAD_TRAILER),
                arguments("0$\u007f: b$$", Verdict.BAD_TRAILER),
                arguments("1;" + "x".repeat(9_000), Verdict.BAD_CHUNK),
                arguments("0$" + "A$".repeat(5_000), Verdict.BAD_TRAILER),
                arguments("0$" + "A:$".repeat(9_000), Verdict.BAD_TRAILER),
                arguments("0$A: b$ folded$$", Verdict.BAD_TRAILER),
                arguments("0$A: b<LF>$", Verdict.BAD_TRAILER),
                arguments("0$A: b<CR>$", Verdict.BAD_TRAILER),
                arguments("0$A: \0$$", Verdict.BAD_TRAILER));
    }

    @ParameterizedTest(name = "{index}: {0} is {1}")
    @MethodSource("malformed")
    void refusesMalformedChunks(String row, Verdict verdict) {
        byte[] bytes = bytes(row);

        assertThat(feed(Head.CHUNKED, bytes, bytes.length)).startsWith(verdict.name() + ":");
        for (int split = 0; split < bytes.length; split += 1 + bytes.length / 100) {
            assertThat(feed(Head.CHUNKED, bytes, split)).startsWith(verdict.name() + ":");
        }
        assertThat(feedByteByByte(Head.CHUNKED, bytes)).startsWith(verdict.name() + ":");
    }

    @Test
    void takesTrailersAndExtensionsOnlyUpToALimit() {
        byte[] trailer = bytes("0$A: " + "b".repeat(8_000) + "$$");
        assertThat(feed(Head.CHUNKED, trailer, 100)).startsWith("OK");
        byte[] tooLong = bytes("0$A: " + "b".repeat(9_000) + "$$");
        assertThat(feed(Head.CHUNKED, tooLong, 100)).startsWith("BAD_TRAILER");
        byte[] tooMany = bytes("0$" + "A: bbb$".repeat(3_000) + "$");
        assertThat(feed(Head.CHUNKED, tooMany, 100)).startsWith("BAD_TRAILER");
        byte[] extension = bytes("1;" + "b".repeat(8_000) + "$a$1;" + "b".repeat(8_000) + "$a$0$$");
        assertThat(feed(Head.CHUNKED, extension, 100)).endsWith(": aa");
    }

    @Test
    void readsALengthAndNothingBehindIt() {
        byte[] bytes = bytes("helloGET /");

        for (int split = 0; split <= bytes.length; split++) {
            assertThat(feed(5, bytes, split)).isEqualTo("OK at 5: hello");
        }
        assertThat(feedByteByByte(5, bytes)).isEqualTo("OK at 5: hello");
        assertThat(feed(20, bytes, 3)).isEqualTo("INCOMPLETE: helloGET /");
    }

    @Test
    void aBodyOfNoLengthHasEndedBeforeItIsRead() {
        BodyReader reader = new BodyReader();
        reader.begin(0);
        ByteBuf in = Unpooled.wrappedBuffer(bytes("next"));

        assertThat(reader.ended()).isTrue();
        assertThat(reader.untilClose()).isFalse();
        assertThat(reader.read(in, (from, length) -> from.skipBytes(length))).isEqualTo(Verdict.OK);
        assertThat(in.readerIndex()).isZero();
    }

    @Test
    void aBodyUntilCloseNeverEndsByItself() {
        BodyReader reader = new BodyReader();
        reader.begin(Head.UNTIL_CLOSE);

        assertThat(reader.untilClose()).isTrue();
        assertThat(feed(Head.UNTIL_CLOSE, bytes("a$0$$"), 2)).isEqualTo("INCOMPLETE: a\r\n0\r\n\r\n");
        assertThat(reader.read(Unpooled.EMPTY_BUFFER, (in, length) -> {
                    throw new AssertionError("no data");
                }))
                .isEqualTo(Verdict.INCOMPLETE);
        assertThat(reader.ended()).isFalse();
    }

    @Test
    void isUsedForOneBodyAfterTheOther() {
        BodyReader reader = new BodyReader();
        reader.begin(Head.CHUNKED);
        assertThat(reader.read(Unpooled.wrappedBuffer(bytes("5;x$he")), (in, length) -> in.skipBytes(length)))
                .isEqualTo(Verdict.INCOMPLETE);

        reader.begin(Head.CHUNKED);
        StringBuilder body = new StringBuilder();
        assertThat(reader.read(Unpooled.wrappedBuffer(bytes("2$ab$0$$")), collector(body)))
                .isEqualTo(Verdict.OK);

        assertThat(body).hasToString("ab");
        assertThat(reader.ended()).isTrue();
    }

    @Test
    void whateverIsCutIntoChunksIsReadAgainHoweverItIsSplit() {
        Random random = new Random(5);
        for (int n = 0; n < 2_000; n++) {
            StringBuilder wire = new StringBuilder();
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(5); i > 0; i--) {
                String data = "x\r\n0".repeat(1 + random.nextInt(10));
                wire.append(Integer.toHexString(data.length())).append(random.nextBoolean() ? ";ext=1$" : "$");
                wire.append(data).append('$');
                body.append(data);
            }
            byte[] bytes = bytes(wire + "0$$");
            String read = "OK at " + bytes.length + ": " + body;
            assertThat(feed(Head.CHUNKED, bytes, random.nextInt(bytes.length + 1)))
                    .isEqualTo(read);

            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            String mutated = feed(Head.CHUNKED, bytes, bytes.length);
            assertThat(feed(Head.CHUNKED, bytes, random.nextInt(bytes.length + 1)))
                    .as(new String(bytes, StandardCharsets.ISO_8859_1))
                    .isEqualTo(mutated);
            assertThat(feedByteByByte(Head.CHUNKED, bytes)).isEqualTo(mutated);
        }
    }

    private static String feed(long bodyLength, byte[] bytes, int split) {
        return feed(bodyLength, Arrays.copyOf(bytes, split), Arrays.copyOfRange(bytes, split, bytes.length));
    }

    private static String feedByteByByte(long bodyLength, byte[] bytes) {
        byte[][] pieces = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            pieces[i] = new byte[] {bytes[i]};
        }
        return feed(bodyLength, pieces);
    }

    private static String feed(long bodyLength, byte[]... pieces) {
        BodyReader reader = new BodyReader();
        reader.begin(bodyLength);
        StringBuilder body = new StringBuilder();
        int consumed = 0;
        for (byte[] piece : pieces) {
            ByteBuf in = Unpooled.wrappedBuffer(piece);
            Verdict verdict = reader.read(in, collector(body));
            consumed += in.readerIndex();
            if (verdict != Verdict.INCOMPLETE) {
                return verdict == Verdict.OK ? "OK at " + consumed + ": " + body : verdict + ": " + body;
            }
            assertThat(in.isReadable()).as("all is taken while incomplete").isFalse();
        }
        return "INCOMPLETE: " + body;
    }

    private static BodySink collector(StringBuilder body) {
        return (in, length) -> {
            assertThat(length).isPositive();
            body.append(in.readCharSequence(length, StandardCharsets.ISO_8859_1));
        };
    }

    private static byte[] bytes(String row) {
        return text(row).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(String row) {
        return row.replace("$", "\r\n").replace("<CR>", "\r").replace("<LF>", "\n");
    }
}
