package io.lictor.pool;

import io.netty.channel.Channel;

/**
 * What a transport can tell of a connection before its event comes: whether the kernel holds the peer's FIN or RST already.
 * On the channel's event loop; not for the path of every request, as it may cost a system call.
 */
@FunctionalInterface
public interface Liveness {

    /** The state of an open connection in {@code tcp_info}: TCP_ESTABLISHED. */
    int ESTABLISHED = 1;

    /** That of one that was reset: TCP_CLOSE. */
    int CLOSED = 7;

    /** That of one whose peer has ended, and which we have not: TCP_CLOSE_WAIT. */
    int CLOSE_WAIT = 8;

    /** Nothing beyond the events. */
    Liveness BY_EVENTS = channel -> ESTABLISHED;

    /** The state of {@code channel}'s connection, for all that is known. */
    int state(Channel channel);

    /** Whether, for all that is known, {@code channel}'s peer has not closed. */
    default boolean isOpen(Channel channel) {
        return state(channel) == ESTABLISHED;
    }

    /** Whether it is known that {@code channel}'s peer has reset. */
    default boolean isReset(Channel channel) {
        return state(channel) == CLOSED;
    }
}
