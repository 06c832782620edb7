package io.lictor.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CheckAuditTest {

    @Test
    void aCheckOfTheNodeAloneIsNone() throws Exception {
        assertThat(CheckAudit.unchecked("web", """
                [{"Node": {"Node": "n1", "Address": "10.0.0.1"}, "Service": {"ID": "w1", "Port": 80},
                  "Checks": [{"CheckID": "serfHealth", "ServiceID": ""}]},
                 {"Node": {"Node": "n2"}, "Service": {"ID": "w2"},
                  "Checks": [{"CheckID": "serfHealth", "ServiceID": ""}, {"CheckID": "c", "ServiceID": "w2"}]},
                 {"Node": {"Node": "n3"}, "Service": {"ID": "w3"}, "Checks": null}]
                """)).containsExactly("w1 of web@n1", "w3 of web@n3");
    }

    @Test
    void whatIsNoListIsSaid() {
        assertThatThrownBy(() -> CheckAudit.unchecked("web", "nonsense"))
                .hasMessageContaining("expected: a list of instances");
    }
}
