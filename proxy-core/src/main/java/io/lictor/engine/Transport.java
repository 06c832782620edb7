package io.lictor.engine;

/** How sockets are driven. */
public enum Transport {
    /** io_uring where it works, else epoll, else NIO. */
    AUTO,
    IO_URING,
    EPOLL,
    NIO
}
