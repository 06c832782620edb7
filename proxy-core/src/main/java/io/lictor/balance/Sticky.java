package io.lictor.balance;

import io.lictor.config.Balance;
import io.lictor.http.Ascii;
import io.lictor.http.Cookie;
import io.lictor.http.Head;
import io.lictor.upstream.Balancer;
import io.lictor.upstream.Peer;
import io.lictor.upstream.PeerSet;
import io.lictor.upstream.PickRequest;
import io.lictor.upstream.TriedPeers;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A client stays with the peer that a cookie names; who has none, or whose peer cannot be taken, is given one by round robin
 * and gets the cookie with the response. A peer that is {@code drain} keeps its clients and gets no new ones.
 *
 * <p>Confined to its loop; the {@link PeerNames} are shared by all.
 */
public final class Sticky implements Balancer {

    private static final byte[] NOTHING = {};
    private static final byte[] SET_COOKIE = Ascii.bytes("Set-Cookie: ");

    private final RoundRobin otherwise;
    private final byte[] cookie;
    private final byte[] attributes;
    private PeerSet peers = PeerSet.EMPTY;

    public Sticky(int loop, Balance balance) {
        otherwise = new RoundRobin(loop);
        cookie = Ascii.bytes(balance.name());
        attributes = Ascii.bytes(attributes(balance.attributes()) + "\r\n");
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet newPeers, TriedPeers tried, long now) {
        peers = newPeers;
        return otherwise.pick(newPeers, tried, now);
    }

    @Override
    public PeerSet.@Nullable Member pick(PeerSet newPeers, TriedPeers tried, long now, PickRequest request) {
        peers = newPeers;
        PeerSet.Member bound = bound(request.request());
        if (bound != null
                && Candidates.mayTakeBound(newPeers, bound, tried, now)
                && Candidates.reserve(newPeers, bound, now)) {
            return bound;
        }
        return otherwise.pick(newPeers, tried, now);
    }

    @Override
    public void failed(Peer peer) {
        otherwise.failed(peer);
    }

    /** Once for each client, or when its peer could not be taken: so it may cost something. */
    @Override
    public byte[] responseFields(PeerSet.Member chosen, PickRequest request) {
        PeerSet.Member bound = bound(request.request());
        if (bound != null && bound.peer() == chosen.peer()) {
            return NOTHING;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.writeBytes(SET_COOKIE);
        line.writeBytes(cookie);
        line.write('=');
        line.writeBytes(PeerNames.name(chosen.peer().endpoint().address()));
        line.writeBytes(attributes);
        return line.toByteArray();
    }

    private PeerSet.@Nullable Member bound(Head request) {
        long value = Cookie.find(request, cookie);
        if (value < 0 || !(peers.index() instanceof PeerNames names)) {
            return null;
        }
        int place = names.find(request.bytes(), (int) (value >>> 32), (int) value);
        return place < 0 ? null : peers.member(place);
    }

    /** {@code expires=3600s,path=/} as the field has it. Max-Age has no need of a clock, and goes before Expires (RFC 6265). */
    private static String attributes(String written) {
        StringBuilder text = new StringBuilder();
        for (String attribute : written.isEmpty() ? new String[0] : written.split(",")) {
            int equals = attribute.indexOf('=');
            String value = attribute.substring(equals + 1);
            text.append("; ")
                    .append(
                            switch (equals < 0 ? attribute : attribute.substring(0, equals)) {
                                case "expires" -> "Max-Age=" + value.substring(0, value.length() - 1);
                                case "domain" -> "Domain=" + value;
                                case "path" -> "Path=" + value;
                                case "samesite" ->
                                    "SameSite=" + value.substring(0, 1).toUpperCase(Locale.ROOT) + value.substring(1);
                                case "httponly" -> "HttpOnly";
                                case "secure" -> "Secure";
                                default -> throw new IllegalArgumentException("sticky: " + attribute);
                            });
        }
        return text.toString();
    }
}
