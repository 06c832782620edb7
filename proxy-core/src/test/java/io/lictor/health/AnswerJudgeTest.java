package io.lictor.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.HealthMatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerJudgeTest {

    private static final HealthMatch UP = new HealthMatch(HealthMatch.DEFAULT.statuses(), "\"status\": *\"UP\"");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "200, true, status 200",
        "304, true, status 304",
        "399, true, status 399",
        "404, false, status 404 (expected: 200-399)",
        "503, false, status 503 (expected: 200-399)",
    })
    void judgesByTheStatus(int status, boolean passes, String text) {
        String answer = "HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n";
        AnswerJudge judge = judge(HealthMatch.DEFAULT, answer);

        assertThat(judge.isEnded()).isTrue();
        assertThat(judge.isPassed()).isEqualTo(passes);
        assertThat(judge.text()).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Content-Length: 16|{\"status\": \"UP\"}.|true",
                "Content-Length: 15|{\"status\": \"NO\"}|false",
                "Transfer-Encoding: chunked|8~{\"status~7~\":\"UP\"}~0~~|true",
            })
    void judgesByTheBody(String written) {
        String[] row = written.split("\\|");
        String answer = "HTTP/1.1 200 OK\r\n" + row[0] + "\r\n\r\n" + row[1].replace("~", "\r\n");
        AnswerJudge judge = judge(UP, answer);

        assertThat(judge.isEnded()).isTrue();
        assertThat(judge.isPassed()).isEqualTo(Boolean.parseBoolean(row[2]));
        assertThat(judge.text()).isEqualTo(judge.isPassed() ? "status 200" : "status 200, a body that does not match");
    }

    @Test
    void aBodyThatEndsWithTheConnectionIsJudgedThen() {
        AnswerJudge judge = judge(UP, "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"UP\"}");
        assertThat(judge.isEnded()).isFalse();
        judge.closed();
        assertThat(judge.isPassed()).isTrue();
    }

    @Test
    void aBodyIsReadSoFarAndNoFurther() {
        String start = "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n";
        AnswerJudge judge = judge(UP, start + "x".repeat(AnswerJudge.MOST_BODY) + "\"status\":\"UP\"");
        assertThat(judge.isEnded()).isTrue();
        assertThat(judge.isPassed()).isFalse();
    }

    @Test
    void interimResponsesAreNoAnswer() {
        AnswerJudge judge =
                judge(HealthMatch.DEFAULT, "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        assertThat(judge.isPassed()).isTrue();
    }

    @Test
    void anAnswerThatEndsEarlyOrIsNoneFails() {
        AnswerJudge early = judge(HealthMatch.DEFAULT, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
        early.closed();
        assertThat(early.isPassed()).isFalse();
        assertThat(early.text()).isEqualTo("closed before the end of the answer");
        assertThat(judge(HealthMatch.DEFAULT, "SSH-2.0-OpenSSH\r\n\r\n").text())
                .isEqualTo("an answer that cannot be read");
    }

    /** All at once and byte by byte say the same. */
    private static AnswerJudge judge(HealthMatch match, String answer) {
        AnswerJudge bytewise = new AnswerJudge(match);
        ByteBuf all = Unpooled.wrappedBuffer(answer.getBytes(StandardCharsets.ISO_8859_1));
        AnswerJudge whole = new AnswerJudge(match);
        whole.received(all.duplicate());
        if (answer.length() < 1_000) {
            for (int i = 0; i < answer.length() && !bytewise.isEnded(); i++) {
                bytewise.received(all.slice(i, 1).duplicate());
            }
            assertThat(List.of(bytewise.isEnded(), bytewise.isPassed(), bytewise.text()))
                    .isEqualTo(List.of(whole.isEnded(), whole.isPassed(), whole.text()));
        }
        return whole;
    }
}
