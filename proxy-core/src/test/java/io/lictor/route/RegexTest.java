package io.lictor.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RegexTest {

    @Test
    void isFoundAnywhere() {
        assertThat(new Regex("b+", false).isIn("abbc")).isTrue();
        assertThat(new Regex("B", false).isIn("abc")).isFalse();
        assertThat(new Regex("B", true).isIn("abc")).isTrue();
        assertThat(new Regex("^(a|b)*$", false).isIn("ab".repeat(100))).isTrue();
    }

    @Test
    void doesNotBacktrackForEver() {
        Regex regex = new Regex("^x*x*x*x*x*y$", false);
        assertThatThrownBy(() -> regex.isIn("x".repeat(300))).isInstanceOf(Regex.Undecided.class);
        assertThat(regex.isSurelyIn("x".repeat(300))).isFalse();
    }

    @Test
    void doesNotRunOutOfStack() {
        Regex regex = new Regex("^(a|b)*c$", false);
        assertThatThrownBy(() -> regex.isIn("ab".repeat(200_000))).isInstanceOf(Regex.Undecided.class);
        assertThat(regex.isIn("abc")).isTrue();
    }
}
