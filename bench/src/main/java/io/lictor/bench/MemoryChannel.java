package io.lictor.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DefaultSocketChannelConfig;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/**
 * A TCP connection without a socket: what is read is given to it, what is written is counted and thrown away. The whole of
 * a proxy's work can be measured with it but for the system calls.
 *
 * <p>Confined to its event loop.
 */
final class MemoryChannel extends AbstractChannel implements SocketChannel {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 16);
    private static final InetSocketAddress LOCAL = address(127, 80);
    private static final InetSocketAddress REMOTE = address(192, 50_000);

    private final SocketChannelConfig config = new DefaultSocketChannelConfig(this, new Socket());
    private boolean open = true;
    private boolean connected;
    private long written;

    /**
     * A connection.
     *
     * @param connected whether it is there already, as one that was accepted
     */
    MemoryChannel(boolean connected) {
        super(null);
        this.connected = connected;
    }

    /** As if {@code bytes} had come in one read. */
    void receive(byte[] bytes) {
        ByteBuf in = alloc().ioBuffer(2048);
        in.writeBytes(bytes);
        pipeline().fireChannelRead(in);
        pipeline().fireChannelReadComplete();
    }

    /** How many bytes were written to it. */
    long written() {
        return written;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer out) {
        for (Object message = out.current(); message != null; message = out.current()) {
            int length = ((ByteBuf) message).readableBytes();
            written += length;
            out.removeBytes(length);
        }
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
                connected = true;
                promise.setSuccess();
                pipeline().fireChannelActive();
            }
        };
    }

    @Override
    public SocketChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && connected;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected void doClose() {
        open = false;
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBeginRead() {
        // What is read comes by receive().
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("bind");
    }

    @Override
    protected SocketAddress localAddress0() {
        return LOCAL;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return REMOTE;
    }

    @Override
    public InetSocketAddress localAddress() {
        return LOCAL;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return REMOTE;
    }

    @Override
    public ServerSocketChannel parent() {
        throw new UnsupportedOperationException("parent");
    }

    @Override
    public boolean isInputShutdown() {
        return !open;
    }

    @Override
    public boolean isOutputShutdown() {
        return !open;
    }

    @Override
    public boolean isShutdown() {
        return !open;
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return close(promise);
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return promise.setSuccess();
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        return promise.setSuccess();
    }

    private static InetSocketAddress address(int first, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) first, 0, 2, 7}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
