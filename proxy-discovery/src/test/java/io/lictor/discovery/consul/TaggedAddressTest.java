package io.lictor.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.Instance;
import io.lictor.discovery.Registry.Known;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By which address an instance is reached where it has several. */
class TaggedAddressTest {

    private static final String SERVICE_TAGGED =
            "'lan':{'Address':'10.0.0.2','Port':81},'wan':{'Extra':[{}],'Address':'198.51.100.2','Port':8081},"
                    + "'wan_ipv6':{'Address':'2001:db8::2'},'odd':{'Address':'','Port':9},'worse':7";
    private static final String NODE_TAGGED = "'lan':'10.0.0.1','wan':'198.51.100.1','odd':''";

    private static Instance read(String wanted, String service, String node, String address) throws Exception {
        String body = ("[{'Node':{'Node':'n1','Address':'10.0.0.1','Datacenter':'dc1','TaggedAddresses':" + node + "},"
                        + "'Service':{'ID':'a-1','Service':'a','Address':'" + address + "','Port':80,"
                        + "'TaggedAddresses':" + service + "},'Checks':[]}]")
                .replace('\'', '"');
        ServiceReader reader = new ServiceReader(
                "a",
                new NodeProbe(new ScriptedTransport()),
                Known.NOTHING,
                wanted.equals("-") ? Optional.empty() : Optional.of(wanted));
        return reader.read(new Answer(200, Map.of(), body), 1, true, true)
                .instances()
                .get(0);
    }

    @ParameterizedTest(name = "{0} of a service that has it: {1}:{2}")
    @CsvSource({
        "-, 10.0.0.9, 80",
        "lan, 10.0.0.2, 81",
        "wan, 198.51.100.2, 8081",
        "wan_ipv6, 2001:db8::2, 80",
        "odd, 10.0.0.9, 80",
        "worse, 10.0.0.9, 80",
        "none, 10.0.0.9, 80",
    })
    void theServicesOwnGoesFirst(String wanted, String address, int port) throws Exception {
        Instance instance = read(wanted, "{" + SERVICE_TAGGED + "}", "{" + NODE_TAGGED + "}", "10.0.0.9");
        assertThat(instance.address()).isEqualTo(address);
        assertThat(instance.port()).isEqualTo(port);
    }

    @ParameterizedTest(name = "{0} of a service without an address: {1}")
    @CsvSource({"-, 10.0.0.1", "lan, 10.0.0.1", "wan, 198.51.100.1", "odd, 10.0.0.1", "none, 10.0.0.1"})
    void thenTheNodes(String wanted, String address) throws Exception {
        assertThat(read(wanted, "null", "{" + NODE_TAGGED + "}", "").address()).isEqualTo(address);
        assertThat(read(wanted, "{}", "{" + NODE_TAGGED + "}", "").port()).isEqualTo(80);
    }

    @ParameterizedTest
    @CsvSource({"lan", "-"})
    void nothingIsWhatItIsWithout(String wanted) throws Exception {
        assertThat(read(wanted, "null", "null", "").address()).isEqualTo("10.0.0.1");
        assertThat(read(wanted, "[1,{}]", "\'x\'", "10.0.0.9").address()).isEqualTo("10.0.0.9");
    }
}
