package io.lictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldNameTest {

    static Stream<Arguments> names() {
        return IntStream.rangeClosed(FieldName.HOST, FieldName.HTTP2_SETTINGS)
                .mapToObj(number -> Arguments.of(FieldName.name(number), number));
    }

    @ParameterizedTest(name = "{0} in any case is {1}")
    @MethodSource("names")
    void knowsEachNameInAnyCase(String name, int number) {
        assertThat(number(name)).isEqualTo(number);
        assertThat(number(name.toUpperCase(Locale.ROOT))).isEqualTo(number);
        Random random = new Random(number);
        for (int n = 0; n < 100; n++) {
            StringBuilder mixed = new StringBuilder(name);
            for (int i = 0; i < name.length(); i++) {
                if (random.nextBoolean()) {
                    mixed.setCharAt(i, Character.toUpperCase(name.charAt(i)));
                }
            }
            assertThat(number(mixed.toString())).as(mixed.toString()).isEqualTo(number);
        }
    }

    @ParameterizedTest(name = "what is nearly {0} is another name")
    @MethodSource("names")
    void aNearMissIsAnotherName(String name, int number) {
        for (int i = 0; i < name.length(); i++) {
            for (int other = 0; other < 256; other++) {
                byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
                if (Ascii.toLower(other) != bytes[i]) {
                    bytes[i] = (byte) other;
                    assertThat(FieldName.number(bytes, 0, bytes.length))
                            .as(new String(bytes, StandardCharsets.ISO_8859_1))
                            .isNotEqualTo(number);
                }
            }
        }
        assertThat(number(name + "s")).isEqualTo(FieldName.OTHER);
        assertThat(number("x" + name)).isEqualTo(FieldName.OTHER);
        assertThat(number(name.substring(1))).isEqualTo(FieldName.OTHER);
        assertThat(number(name.substring(0, name.length() - 1))).isEqualTo(FieldName.OTHER);
    }

    @ParameterizedTest(name = "{0} is another name")
    @ValueSource(
            strings = {
                "a",
                "x",
                "t",
                "content_length",
                "transfer_encoding",
                "x-forwarded",
                "set-cookie2",
                "accept-encoding"
            })
    void whatIsNotWellKnownIsOther(String name) {
        assertThat(number(name)).isEqualTo(FieldName.OTHER);
    }

    @Test
    void readsANameAmidOtherBytes() {
        byte[] bytes = Ascii.bytes("xxHOSTxx");

        assertThat(FieldName.number(bytes, 2, 4)).isEqualTo(FieldName.HOST);
        assertThat(FieldName.number(bytes, 1, 5)).isEqualTo(FieldName.OTHER);
    }

    @Test
    void eachNumberHasABitOfItsOwn() {
        long bits = 0;
        for (int number = FieldName.OTHER; number <= FieldName.COOKIE; number++) {
            assertThat(bits & FieldName.bit(number)).isZero();
            bits |= FieldName.bit(number);
        }
    }

    private static int number(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return FieldName.number(bytes, 0, bytes.length);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Content_Length", "TRANSFER_encoding", "X_Forwarded_For", "x-forwarded_proto", "X_Real_IP"})
    void aNameThatAServerCouldTakeForAGuardedOneIsALookalike(String name) {
        assertThat(FieldName.isLookalike(Ascii.bytes(name), 0, name.length())).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"User_Agent", "X_Team", "_", "Content__Length", "X_Forwarded_Fo"})
    void anyOtherNameWithUnderscoresIsAName(String name) {
        assertThat(FieldName.isLookalike(Ascii.bytes(name), 0, name.length())).isFalse();
    }
}
