package io.lictor.pool;

import io.netty.channel.Channel;

/**
 * What a transport can tell of a connection before its event comes: whether the kernel holds the peer's FIN or RST already.
 * On the channel's event loop; not for the path of every request, as it may cost a system call.
 */
@FunctionalInterface
public interface Liveness {

    /** Nothing beyond the events. */
    Liveness BY_EVENTS = channel -> true;

    /** The state of an open connection in {@code tcp_info}: TCP_ESTABLISHED. */
    int ESTABLISHED = 1;

    /** Whether, for all that is known, {@code channel}'s peer has not closed. */
    boolean isOpen(Channel channel);
}
