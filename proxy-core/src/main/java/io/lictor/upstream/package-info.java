/**
 * Upstreams and their peers: what they are, how they are judged, how a new desired state becomes theirs.
 *
 * <p>Job: {@link io.lictor.upstream.Peer} with its counters, passive health as nginx has it, the one rule of who
 * may be sent a request ({@link io.lictor.upstream.Eligibility}), the immutable {@link io.lictor.upstream.PeerSet},
 * reconciling, and the interface of balancing. May depend on {@code config},
 * {@code clock}, {@code http} and {@code observe}.
 */
@NullMarked
package io.lictor.upstream;

import org.jspecify.annotations.NullMarked;
