package io.lictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Network;
import io.lictor.config.RealIp;
import io.lictor.testkit.Heads;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which address is the client's, behind proxies that are trusted. */
final class RealClientTest {

    private static final byte[] CONNECTED = Ascii.bytes("10.0.0.9");

    private static RealClient client(String header, boolean recursive) {
        List<Network> from = List.of(Network.parse("10.0.0.0/8"), Network.parse("2001:db8::/33"));
        return new RealClient(new TrustedProxies(new RealIp(from, header, recursive)));
    }

    private static String address(RealClient client, String... fields) {
        String[] lines = new String[fields.length + 1];
        lines[0] = "GET / HTTP/1.1";
        System.arraycopy(fields, 0, lines, 1, fields.length);
        return new String(client.address(Heads.request(lines), CONNECTED), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest(name = "{0} → {1}, recursive {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1.1.1.1 | 1.1.1.1 | 1.1.1.1",
                "1.1.1.1, 2.2.2.2 | 2.2.2.2 | 2.2.2.2",
                "1.1.1.1,10.0.0.1 , 10.1.2.3 | 10.1.2.3 | 1.1.1.1",
                "10.0.0.1, 10.0.0.2 | 10.0.0.2 | 10.0.0.1",
                "1.1.1.1, 10.0.0.1:8080 | 10.0.0.1 | 1.1.1.1",
                "1.1.1.1:50000 | 1.1.1.1 | 1.1.1.1",
                "[2001:db9::1]:443, 2001:db8:0::1 | 2001:db8:0::1 | 2001:db9::1",
                "2001:db8:8000::1 | 2001:db8:8000::1 | 2001:db8:8000::1",
                "1.1.1.1, ::ffff:10.0.0.1 | ::ffff:10.0.0.1 | 1.1.1.1",
                "1.1.1.1, unknown | 10.0.0.9 | 10.0.0.9",
                "1.1.1.1, evil, 10.0.0.1 | 10.0.0.1 | 10.0.0.1",
                "1.1.1.1, | 10.0.0.9 | 10.0.0.9",
                "1.1.1 | 10.0.0.9 | 10.0.0.9",
            })
    void isTheLastInTheListOrTheLastThatIsNotTrusted(String list, String last, String recursive) {
        assertThat(address(client("X-Forwarded-For", false), "X-Forwarded-For: " + list))
                .isEqualTo(last);
        assertThat(address(client("X-Forwarded-For", true), "X-Forwarded-For: " + list))
                .isEqualTo(recursive);
    }

    @Test
    void readsSeveralFieldsAsOneList() {
        assertThat(address(client("X-Forwarded-For", true), "X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 10.0.0.1"))
                .isEqualTo("1.1.1.1");
    }

    @Test
    void readsTheFieldThatTheListenerNames() {
        assertThat(address(client("X-Client", false), "X-Forwarded-For: 1.1.1.1", "x-client: 2.2.2.2"))
                .isEqualTo("2.2.2.2");
        assertThat(address(client("X-Client", false), "X-Forwarded-For: 1.1.1.1"))
                .isEqualTo("10.0.0.9");
    }

    @Test
    void makesNothingForTheSameClient() {
        RealClient client = client("X-Forwarded-For", false);
        Head request = Heads.request("GET / HTTP/1.1", "X-Forwarded-For: 1.1.1.1");

        assertThat(client.address(request, CONNECTED)).isSameAs(client.address(request, CONNECTED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.255.255.255", "2001:db8:7fff::1"})
    void trustsWhoIsInANetwork(String address) throws Exception {
        RealIp options = new RealIp(List.of(Network.parse("10.0.0.0/8"), Network.parse("2001:db8::/33")), "X-A", false);

        assertThat(new TrustedProxies(options).trust(InetAddress.getByName(address)))
                .isTrue();
        assertThat(new TrustedProxies(options).trust(InetAddress.getByName("11.0.0.1")))
                .isFalse();
        assertThat(new TrustedProxies(options).trust(InetAddress.getByName("2001:db8:8000::1")))
                .isFalse();
        assertThat(new TrustedProxies(RealIp.NONE).trust(InetAddress.getByName(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1..2.3",
                ".1.2.3.4",
                "1.2.3.4.",
                "a.b.c.d",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "::1:2:3:4:5:6:7:8",
                "12345::",
                "1:",
                ":1",
                "g::",
                "::1.2.3",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1%eth0"
            })
    void whatIsNoAddressIsRefused(String text) {
        byte[] bytes = Ascii.bytes(text);

        assertThat(new IpAddress().read(bytes, 0, bytes.length)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "255.255.255.255",
                "1.20.3.4",
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "1:2:3:4:5:6:7:8",
                "1:2:3::6:7:8",
                "FE80::ABCD",
                "64:ff9b::1.2.3.4",
                "::ffff:1.2.3.4"
            })
    void readsWhatJavaReads(String text) throws Exception {
        byte[] bytes = Ascii.bytes(text);
        IpAddress address = new IpAddress();

        assertThat(address.read(bytes, 0, bytes.length)).isTrue();
        byte[] expected = InetAddress.getByName(text).getAddress();
        assertThat(address.length()).isEqualTo(expected.length);
        assertThat(address.octets()).startsWith(expected);
    }
}
