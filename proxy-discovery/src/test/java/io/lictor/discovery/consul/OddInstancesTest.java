package io.lictor.discovery.consul;

import static io.lictor.discovery.consul.Json.list;
import static io.lictor.discovery.consul.Json.passing;
import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Instance;
import io.lictor.discovery.Instance.Status;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What else people register. */
class OddInstancesTest {

    private final WatchRig rig = new WatchRig(ConsulKind.BLOCKING);

    private static String entry(String service, String checks) {
        return ("{'Node':{'Node':'n1','Address':'10.0.0.1','Datacenter':'dc1'},'Service':" + service + ",'Checks':"
                        + checks + "}")
                .replace('\'', '"');
    }

    private Instance read(String entry) {
        rig.consul.answer(30, list(entry));
        rig.turn();
        return rig.last().instances().get(0);
    }

    @Test
    void tellsTheSameIdOnTwoNodesApart() {
        rig.consul
                .answer(30, list(passing("n1", 1), passing("n2", 1)))
                .answer(31, list(passing("n2", 1)))
                .answer(31, list(Json.serf("passing", 10)));
        rig.turn();
        assertThat(rig.last().instances())
                .extracting(Instance::id)
                .doesNotHaveDuplicates()
                .hasSize(2);
        rig.turn();
        assertThat(rig.last().gone()).containsExactly(new Instance.Id("dc1", "n1", "a-1"));
    }

    @Test
    void takesAnInstanceWithoutChecksForPassing() {
        for (String checks : new String[] {"[]", "null"}) {
            Instance instance = new OddInstancesTest().read(entry("{'ID':'a','Port':1}", checks));
            assertThat(instance.status()).isEqualTo(Status.PASSING);
            assertThat(instance.service()).isEqualTo("a");
        }
    }

    @Test
    void readsIpv6UnicodeAndNothing() {
        Instance instance = read(entry(
                "{'ID':'ä','Service':'a','Address':'fd00::1','Port':0,'Tags':['grün','grün','a b'],'Meta':{'k':''}}",
                "[]"));
        assertThat(instance.address()).isEqualTo("fd00::1");
        assertThat(instance.port()).isZero();
        assertThat(instance.tags()).containsExactly("a b", "grün");
        assertThat(instance.id().serviceId()).isEqualTo("ä");
        assertThat(instance.passingWeight()).isEqualTo(1);
    }

    @Test
    void readsAsMuchMetaAsThereMayBe() {
        String meta = IntStream.range(0, 64)
                .mapToObj(i -> "'key-" + i + "':'" + "v".repeat(512) + "'")
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(read(entry("{'ID':'a','Port':1,'Meta':" + meta + "}", "[]")).meta())
                .hasSize(64);
    }

    @Test
    void takesNegativeWeightsForNone() {
        Instance instance = read(entry("{'ID':'a','Port':1,'Weights':{'Passing':-5,'Warning':-1}}", "[]"));
        assertThat(instance.passingWeight()).isZero();
        assertThat(instance.warningWeight()).isZero();
    }
}
