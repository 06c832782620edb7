package io.lictor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lictor.config.Address;
import io.lictor.config.DesiredState;
import io.lictor.config.DesiredState.BoundRoute;
import io.lictor.config.PeerOptions;
import io.lictor.config.PeerSpec;
import io.lictor.config.RouteSpec;
import io.lictor.config.UpstreamOptions;
import io.lictor.config.UpstreamSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.testkit.RawClient;
import io.lictor.testkit.ScriptedPeer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers that are host names. */
final class HostNamesTest {

    @Test
    void servesAPeerGivenByName() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = Lictor.builder()
                        .listen(0)
                        .workers(1)
                        .route("/ http://localhost:" + peer.port())
                        .start();
                RawClient client = RawClient.connect(lictor.port())) {
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }

    @Test
    void doesNotStartWithANameThatCannotBeResolved() {
        assertThatThrownBy(() -> Lictor.builder()
                        .listen(0)
                        .workers(1)
                        .route("/ http://no-such-host.invalid:80")
                        .start())
                .isInstanceOf(StartException.class)
                .hasMessage("cannot resolve the host name of peer no-such-host.invalid:80");
    }

    @Test
    void leavesOutAPeerWhoseNameCannotBeResolvedAndNothingElse() throws Exception {
        try (ScriptedPeer peer = ScriptedPeer.answering("ok");
                Lictor lictor = Lictor.builder().listen(0).workers(1).start();
                RawClient client = RawClient.connect(lictor.port())) {
            RouteSpec route = RouteParser.parse("/ service:a", "test");
            lictor.apply(new DesiredState(
                    List.of(new BoundRoute(route, "a")),
                    List.of(new UpstreamSpec(
                            "a",
                            UpstreamOptions.DEFAULT,
                            List.of(
                                    new PeerSpec(new Address("no-such-host.invalid", 80), PeerOptions.DEFAULT),
                                    new PeerSpec(new Address("127.0.0.1", peer.port()), PeerOptions.DEFAULT))))));
            assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(lictor.view().upstreams().get(0).peers()).hasSize(1);
        }
    }
}
