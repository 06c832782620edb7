package io.lictor.engine;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.util.stream.Stream;

/** The transports this machine has: tests of the data path run on each. */
final class Transports {

    private Transports() {}

    static Stream<Transport> available() {
        return Stream.of(Transport.IO_URING, Transport.EPOLL, Transport.NIO).filter(transport -> switch (transport) {
            case IO_URING -> IoUring.isAvailable();
            case EPOLL -> Epoll.isAvailable();
            case NIO -> true;
            case AUTO -> false;
        });
    }
}
