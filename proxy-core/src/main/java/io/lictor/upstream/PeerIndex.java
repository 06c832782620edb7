package io.lictor.upstream;

/**
 * What a method of balancing works out once for a {@link PeerSet}, so that a pick need not: sums of weights, a ring.
 *
 * <p>Immutable: any thread. What it is, only its method knows.
 */
public interface PeerIndex {}
