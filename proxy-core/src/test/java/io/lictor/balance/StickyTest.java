package io.lictor.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.config.Balance;
import io.lictor.config.PeerOptions;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.PickRequest;
import io.lictor.upstream.TriedPeers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StickyTest {

    private static final PickRequest NEW_CLIENT = client("GET / HTTP/1.1", "Host: a");

    private final Group group = new Group(Balance.sticky("sid"), Group.weights(1, 1, 1));

    @Test
    void aNewClientIsGivenAPeerAndTheCookie() {
        PeerSet.Member picked = group.pick(NEW_CLIENT);

        assertThat(cookie(picked, NEW_CLIENT)).isEqualTo("Set-Cookie: sid=" + name(picked) + "; Path=/; HttpOnly\r\n");
        assertThat(name(picked)).as("the MD5 of 10.0.0.1:80").isEqualTo("1484b8b3753313249a03bcfd7b96938d");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sid                                    | ; Path=/; HttpOnly",
                "sid,secure                             | ; Secure",
                "sid,expires=1h,path=/a                 | ; Max-Age=3600; Path=/a",
                "sid,domain=.a.example,httponly,samesite=Lax | ; Domain=.a.example; HttpOnly; SameSite=Lax",
                "sid,secure,samesite=none               | ; Secure; SameSite=None"
            })
    void theCookieHasTheAttributesThatAreWritten(String written, String attributes) throws SpecException {
        group.balance(RouteParser.parse("/ service:a balance=sticky:" + written, "test")
                .upstreamOptions()
                .balance());
        PeerSet.Member picked = group.pick(NEW_CLIENT);

        assertThat(cookie(picked, NEW_CLIENT)).isEqualTo("Set-Cookie: sid=" + name(picked) + attributes + "\r\n");
    }

    @Test
    void aBoundClientStaysWithItsPeer() {
        for (int i = 0; i < 3; i++) {
            PeerSet.Member member = group.member(i);
            PickRequest bound = boundTo(member);
            for (int n = 0; n < 5; n++) {
                assertThat(group.place(group.pick(bound))).isEqualTo(i);
            }
            assertThat(cookie(member, bound)).isEmpty();
        }
    }

    @Test
    void aClientWhosePeerCannotBeTakenIsBoundToAnother() {
        PeerSet.Member first = group.member(0);
        PickRequest bound = boundTo(first);
        TriedPeers tried = new TriedPeers();
        tried.add(first.peer());

        PeerSet.Member other = group.balancer().pick(group.peers(), tried, 0, bound);

        assertThat(group.place(other)).isPositive();
        assertThat(cookie(other, bound)).contains(name(other));
    }

    @Test
    void aDrainingPeerTakesOnlyTheClientsThatAreBoundToIt() {
        PickRequest bound = boundTo(group.member(1));
        List<PeerOptions> options = new ArrayList<>(Group.weights(1, 1, 1));
        options.set(1, PeerOptions.DEFAULT.withDrain(true));
        group.set(options);

        for (int n = 0; n < 6; n++) {
            assertThat(group.place(group.pick(NEW_CLIENT))).isNotEqualTo(1);
            assertThat(group.place(group.pick(bound))).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "sid=",
                "sid=x",
                "sid=00000000000000000000000000000000",
                "sid=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
                "other=1"
            })
    void aCookieThatNamesNobodyIsAsNone(String cookie) {
        PickRequest request = client("GET / HTTP/1.1", "Host: a", "Cookie: " + cookie);
        for (int n = 0; n < 6; n++) {
            assertThat(group.place(group.pick(request))).isEqualTo(n % 3);
        }
        assertThat(cookie(group.member(0), request)).isNotEmpty();
    }

    @Test
    void maxConnsHoldsForBoundClientsToo() {
        group.set(Group.same(3, PeerOptions.DEFAULT.withMaxConns(1)));
        PickRequest bound = boundTo(group.member(2));

        assertThat(group.place(group.pick(bound))).isEqualTo(2);
        assertThat(group.place(group.pick(bound))).isNotEqualTo(2);
        assertThat(group.member(2).peer().inFlight()).isOne();
    }

    private static PickRequest client(String... lines) {
        return Group.request("192.0.2.1", lines);
    }

    private static PickRequest boundTo(PeerSet.Member member) {
        return client("GET / HTTP/1.1", "Host: a", "Cookie: a=b; sid=" + name(member));
    }

    private static String name(PeerSet.Member member) {
        return text(PeerNames.name(member.peer().endpoint().address()));
    }

    private String cookie(PeerSet.Member member, PickRequest request) {
        return text(group.balancer().responseFields(member, request));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
