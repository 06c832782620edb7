package io.lictor.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private final Mailbox mailbox = new Mailbox();
    private final List<String> run = new ArrayList<>();

    @Test
    void runsWhatWaitsInItsOrder() {
        mailbox.execute(() -> run.add("a"));
        mailbox.execute(() -> run.add("b"));
        assertThat(mailbox.turn()).isTrue();
        assertThat(run).containsExactly("a", "b");
        assertThat(mailbox.turn()).isFalse();
    }

    @Test
    void aTurnEndsThoughEachEventBringsAnother() throws Exception {
        endless(mailbox, 0);
        assertThat(mailbox.turn()).isTrue();
        assertThat(run).containsExactly("0");
        assertThat(mailbox.turn(1_000)).isTrue();
        assertThat(run).as("the first, and what waited behind it").containsExactly("0", "1", "2");
    }

    @Test
    void anEventThatFailsKeepsNobodyElseBack() throws Exception {
        mailbox.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        mailbox.execute(() -> run.add("next"));
        assertThat(mailbox.turn(0)).isTrue();
        assertThat(run).containsExactly("next");
    }

    @Test
    void aTurnWithoutAnythingEndsAfterItsWait() throws Exception {
        assertThat(mailbox.turn(1)).isFalse();
        assertThat(mailbox.turn(-5)).isFalse();
    }

    private void endless(Executor executor, int number) {
        executor.execute(() -> {
            endless(executor, number + 1);
            run.add(String.valueOf(number));
        });
    }
}
