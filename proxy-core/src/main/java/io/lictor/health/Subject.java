package io.lictor.health;

import io.lictor.config.PeerOptions;
import io.lictor.upstream.Peer;

/**
 * A peer that a check is for.
 *
 * @param peer the peer
 * @param options its options now
 */
record Subject(Peer peer, PeerOptions options) {}
