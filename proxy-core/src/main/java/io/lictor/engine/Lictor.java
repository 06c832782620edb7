package io.lictor.engine;

import io.lictor.balance.Balancers;
import io.lictor.clock.LoopTimers;
import io.lictor.clock.Ticker;
import io.lictor.config.Address;
import io.lictor.config.DesiredState;
import io.lictor.config.ListenerSpec;
import io.lictor.downstream.Admission;
import io.lictor.downstream.Listener;
import io.lictor.downstream.OpenConnections;
import io.lictor.exchange.Worker;
import io.lictor.explain.Explainer;
import io.lictor.explain.Explanation;
import io.lictor.explain.Question;
import io.lictor.filter.Filter;
import io.lictor.observe.LoopObserver;
import io.lictor.observe.Observer;
import io.lictor.pool.ConnectionPool;
import io.lictor.tls.TlsContexts;
import io.lictor.upstream.PeerReconciler;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running proxy: event loops, listeners and the current generation. Several can run in one JVM.
 *
 * <pre>{@code
 * try (Lictor lictor = Lictor.builder().listen(0).route("/sso http://127.0.0.1:8001").start()) {
 *     … "http://127.0.0.1:" + lictor.port() + "/sso" …
 * }
 * }</pre>
 *
 * <p>Any thread but an event loop.
 */
public final class Lictor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lictor.class);
    private static final int BACKLOG = 4096;
    /**
     * Connections that a turn of the loop accepts. Netty has to be told: its epoll takes the number of the accepted file
     * for a sign that no more wait, accepts one a turn, and the turns of a loop at work are long.
     */
    private static final int ACCEPTED_AT_ONCE = 64;

    private static final Duration CUT_TIMEOUT = Duration.ofSeconds(2);

    /** What the builder was told. */
    record Plan(
            List<ListenerSpec> listeners,
            DesiredState state,
            int workers,
            Transport transport,
            Observer observer,
            Ticker ticker,
            Duration drainTimeout,
            int maxConnections,
            Optional<ByteBufAllocator> allocator,
            long memoryBudget,
            Optional<InetSocketAddress> resolver,
            Map<String, Filter.Factory> filters) {}

    private final Plan plan;
    private final EventLoops loops;
    private final ByteBufAllocator allocator;
    private final TlsContexts tls = new TlsContexts();
    private final Generations generations;
    private final List<Admission.Seat> seats = new ArrayList<>();
    private final List<ServerChannel> listeners = new ArrayList<>();
    private final Admission admission;
    private final MemoryWatch memory;
    private final PeerChanges peerChanges;
    private boolean closed;

    private Lictor(Plan plan, EventLoops loops) {
        this.plan = plan;
        this.loops = loops;
        this.allocator = plan.allocator().orElseGet(() -> loops.allocator(plan.workers()));
        this.generations = new Generations(
                new PeerReconciler(plan.workers(), new Balancers(), plan.ticker()),
                plan.resolver(),
                plan.ticker(),
                tls,
                new Filters(plan.filters(), plan.workers()),
                this::peersChanged);
        for (int number = 0; number < plan.workers(); number++) {
            seats.add(new Admission.Seat(worker(number), new OpenConnections()));
        }
        EventLoop accepting = seats.get(0).worker().loop();
        admission = new Admission(OpenFiles.maxConnections(plan.maxConnections()), accepting, seats);
        List<Worker> workers = seats.stream().map(Admission.Seat::worker).toList();
        memory = new MemoryWatch(MemoryWatch.usedOf(allocator), plan.memoryBudget(), workers, admission);
        memory.start(accepting);
        peerChanges = new PeerChanges(workers, loops.channels(), tls);
    }

    /** Starts to describe a proxy. */
    public static LictorBuilder builder() {
        return new LictorBuilder();
    }

    static Lictor start(Plan plan) throws StartException {
        Lictor lictor = new Lictor(plan, EventLoops.start(plan.transport(), plan.workers()));
        try {
            lictor.applyFirst(plan.state());
            for (ListenerSpec listener : plan.listeners()) {
                lictor.listen(listener);
            }
            return lictor;
        } catch (StartException e) {
            lictor.close();
            throw e;
        } catch (RuntimeException e) {
            lictor.close();
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The port of the first listener: the one the system chose where 0 was asked for. */
    public int port() {
        return addresses().get(0).getPort();
    }

    /** Where it listens. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream()
                .map(listener -> (InetSocketAddress) listener.localAddress())
                .toList();
    }

    /** The transport in use, never AUTO. */
    public Transport transport() {
        return loops.transport();
    }

    /**
     * Makes the routes and upstreams what {@code state} says, in one step: a new generation. Connections, counters and
     * histories of what stays are kept. Any thread but an event loop; calls take effect in their order.
     *
     * <p>A peer whose host name is not resolved yet is left out until it is, and stops nothing else.
     *
     * @throws IllegalArgumentException when a route leads to an upstream that is not in the state or names a filter that is not there, or a file of
     *     {@code proxy_ssl_*} cannot be read; then nothing has changed
     */
    public void apply(DesiredState state) {
        generations
                .apply(state)
                .forEach(address -> log.warn("peer={} left out: its host name is not resolved", address));
    }

    /** At the start somebody is there to hear of it: nginx does not start either. */
    private void applyFirst(DesiredState state) throws StartException {
        Set<Address> unresolved = generations.applyResolved(state);
        if (!unresolved.isEmpty()) {
            throw new StartException(
                    "cannot resolve the host name of peer "
                            + unresolved.iterator().next(),
                    null);
        }
    }

    /** The routes and upstreams as they stand. Any thread. */
    public EngineView view() {
        return Views.of(generations.get(), plan.ticker().millis());
    }

    /** What would become of a request now, and why; nothing is sent. Any thread. */
    public Explanation explain(Question question) {
        return Explainer.explain(generations.get(), question, plan.ticker().millis());
    }

    /**
     * Stops accepting, lets what is under way end within the drain timeout, cuts the rest. Returns when all is closed.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        // First, so that whoever finds the port closed knows that every answer from now on ends its connection.
        seats.forEach(seat -> seat.worker().loop().submit(seat.worker()::drain).awaitUninterruptibly());
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        awaitNoConnections(plan.drainTimeout());
        for (Admission.Seat seat : seats) {
            seat.worker().loop().submit(seat.open()::cutAll).awaitUninterruptibly();
        }
        // A loop that is shut down tells no handler of an end any more, and gives back no buffer that is read into.
        awaitNoConnections(CUT_TIMEOUT);
        for (Admission.Seat seat : seats) {
            seat.worker().loop().submit(seat.worker().pool()::evictAll).awaitUninterruptibly();
        }
        await(() -> seats.stream().allMatch(seat -> seat.worker().pool().channels() == 0), CUT_TIMEOUT);
        generations.close();
        peerChanges.close();
        loops.close();
    }

    private void awaitNoConnections(Duration atMost) {
        await(() -> openConnections() == 0, atMost);
    }

    private static void await(BooleanSupplier condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** How many client connections are open. Any thread. */
    public int openConnections() {
        return seats.stream().mapToInt(seat -> seat.open().count()).sum();
    }

    /** How near its bounds it is. Any thread. */
    public OverloadView overload() {
        return new OverloadView(
                admission.connections(),
                admission.maxConnections(),
                admission.isAccepting(),
                admission.timesFull(),
                admission.closedIdle(),
                admission.failures(),
                memory.used(),
                memory.budgetBytes(),
                memory.level().name().toLowerCase(Locale.ROOT),
                seats.stream().mapToLong(seat -> seat.worker().requestsShed()).sum());
    }

    private void peersChanged(PeerReconciler.Result result) {
        peerChanges.applied(result);
    }

    private Worker worker(int number) {
        EventLoop loop = loops.next();
        LoopObserver observer = plan.observer().forLoop(number);
        LoopTimers timers = new LoopTimers(loop, plan.ticker());
        ConnectionPool.Surroundings surroundings = new ConnectionPool.Surroundings(
                loops.channels(),
                allocator,
                loops.liveness(),
                other -> seats.get(other).worker().pool(),
                tls);
        ConnectionPool pool = new ConnectionPool(loop, number, surroundings, timers, observer);
        return new Worker(
                number,
                loop,
                timers,
                pool,
                observer,
                generations,
                other -> seats.get(other).worker(),
                MemoryWatch.keptOf(plan.memoryBudget()) / plan.workers());
    }

    private void listen(ListenerSpec listener) throws StartException {
        InetSocketAddress address = listener.address();
        ServerChannel channel = loops.serverChannels().newChannel();
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.config()
                .setRecvByteBufAllocator(new ServerChannelRecvByteBufAllocator()
                        .respectMaybeMoreData(false)
                        .maxMessagesPerRead(ACCEPTED_AT_ONCE));
        channel.pipeline().addLast(new Listener(admission, listener.options()));
        ChannelFuture registered =
                seats.get(0).worker().loop().register(channel).awaitUninterruptibly();
        ChannelFuture bound = registered.isSuccess() ? channel.bind(address).awaitUninterruptibly() : registered;
        if (!bound.isSuccess()) {
            channel.close();
            throw new StartException("cannot listen on " + text(address) + ": " + reason(bound.cause()), bound.cause());
        }
        listeners.add(channel);
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** The system's words, without the name of the call that Netty's natives put before them. */
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int end = message.lastIndexOf("failed with error(");
        int words = end < 0 ? -1 : message.indexOf("): ", end);
        return words < 0 ? message : message.substring(words + 3);
    }
}
