package io.lictor.downstream;

import io.lictor.exchange.Exchange;
import io.lictor.exchange.Worker;
import io.lictor.http.Framing;
import io.lictor.http.Head;
import io.lictor.http.Target;
import io.lictor.http.Verdict;
import io.lictor.http1.BodyReader;
import io.lictor.http1.BodySink;
import io.lictor.http1.HeadParser;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the requests of one client connection, one after the other; each becomes an {@link Exchange}.
 *
 * <p>Confined to the connection's event loop. Owns the exchange under way, and what came of the next request.
 */
final class RequestReader implements BodySink {

    /** What the next bytes are. */
    private enum State {
        /** The head of a request. */
        HEAD,
        /** The body of the request under way. */
        BODY,
        /** The next request, too early: kept. */
        AHEAD,
        /** Another protocol's: the exchange's, unread. */
        TUNNEL,
        /** Of no use: read and dropped. */
        DROPPED
    }

    private static final Logger log = LoggerFactory.getLogger(RequestReader.class);

    private final ClientConnection connection;
    private final Worker worker;
    private final ListenerProfile profile;
    private final ClientDeadlines deadlines;
    private final HeadParser parser;
    private final BodyReader body = new BodyReader();
    private final ReadAhead ahead = new ReadAhead();

    private @Nullable Exchange exchange;
    private State state = State.HEAD;
    private long requests;
    private long idleSinceNanos;
    private boolean readingWanted = true;
    private boolean processing;

    RequestReader(ClientConnection connection, Worker worker, ListenerProfile profile, ClientDeadlines deadlines) {
        this.connection = connection;
        this.worker = worker;
        this.profile = profile;
        this.deadlines = deadlines;
        this.parser = HeadParser.ofRequests(profile.limits());
    }

    /** The connection is there. */
    void begin() {
        idleSinceNanos = worker.timers().nanos();
    }

    /** Takes the buffer: what just came. */
    void received(ByteBuf in) {
        if (state != State.AHEAD) {
            process(in);
            return;
        }
        try {
            keep(in);
        } finally {
            in.release();
        }
    }

    /** No more bytes for now. */
    void readComplete() {
        if (exchange != null) {
            exchange.requestReadComplete();
        }
    }

    /** The client sends nothing more, and may go on reading. */
    void inputEnded() {
        if (state == State.TUNNEL && exchange != null) {
            exchange.tunnelInputEnded();
        }
    }

    /** Stops or resumes reading the body: backpressure. */
    void reading(boolean wanted) {
        if (readingWanted == wanted) {
            return;
        }
        readingWanted = wanted;
        applyReading();
        if (state == State.BODY) {
            if (wanted) {
                deadlines.body();
            } else {
                deadlines.nothing();
            }
        }
    }

    /** The times that the client has are others from now on. */
    void timesChanged() {
        if (state == State.BODY) {
            deadlines.body();
        }
    }

    /** From now on all that comes is the exchange's. */
    void tunnelBegins() {
        state = State.TUNNEL;
        deadlines.nothing();
        ByteBuf early = ahead.take();
        if (early != null) {
            process(early);
            readComplete();
        }
        applyReading();
    }

    /** The exchange is over and its connection is kept: the next request is read. */
    void next() {
        state = State.HEAD;
        ByteBuf next = ahead.take();
        if (next == null) {
            idleSinceNanos = worker.timers().coarseNanos();
            deadlines.idle();
            applyReading();
        } else {
            // Not while process() runs: it keeps bytes last.
            assert !processing;
            process(next);
            applyReading();
            readComplete();
        }
    }

    /** Whether the client has sent more than the request under way. */
    boolean hasAhead() {
        return !ahead.isEmpty();
    }

    /** Whatever comes from now on is of no use. */
    void drop() {
        state = State.DROPPED;
        ahead.release();
    }

    /** Makes the transport read what is dropped. */
    void readDropped() {
        drop();
        applyReading();
    }

    /** Gives back the exchange, which is over. */
    void recycle() {
        worker.recycle(Objects.requireNonNull(exchange));
        exchange = null;
        readingWanted = true;
    }

    /**
     * The client went away or was too slow: ends the exchange that has begun. One of which not even a byte of its head came
     * is no exchange.
     *
     * @param status for the log, when nothing was answered
     * @return whether there was an exchange; it ends the connection
     */
    boolean fail(int status) {
        Exchange current = exchange;
        if (current == null) {
            return false;
        }
        if (current.request().length() == 0) {
            worker.recycle(current);
            exchange = null;
            return false;
        }
        current.requestFailed(status);
        return true;
    }

    /** The exchange under way, or null between two requests. */
    @Nullable
    Exchange exchange() {
        return exchange;
    }

    /** Whether no request has come yet. */
    boolean isNew() {
        return requests == 0;
    }

    /** When the last request had been answered, or the connection was made. */
    long idleSinceNanos() {
        return idleSinceNanos;
    }

    boolean isTunnel() {
        return state == State.TUNNEL;
    }

    /** Takes the buffer: reads requests from it until it is empty, or one of them has to be answered first. */
    private void process(ByteBuf in) {
        processing = true;
        try {
            while (in.isReadable() && state != State.AHEAD && state != State.DROPPED) {
                if (state == State.HEAD) {
                    readHead(in);
                } else if (state == State.TUNNEL) {
                    Objects.requireNonNull(exchange).tunnelData(in);
                } else {
                    readBody(in);
                }
            }
            if (state == State.AHEAD && in.isReadable()) {
                keep(in);
            } else if (state == State.DROPPED && deadlines.isLingering()) {
                deadlines.lingering();
            }
        } finally {
            in.release();
            processing = false;
        }
    }

    private void keep(ByteBuf in) {
        ahead.add(worker.allocator(), in);
        applyReading();
    }

    private void readHead(ByteBuf in) {
        Exchange current = exchange;
        if (current == null) {
            current = worker.lease(connection);
            exchange = current;
            parser.reset();
            // From here on the deadline is that of the head, not of the idle connection.
            deadlines.head();
        }
        Head head = current.request();
        Verdict verdict = parser.parse(in, head);
        if (verdict == Verdict.INCOMPLETE) {
            return;
        }
        verdict = verdict.isViolation() ? verdict : understand(head);
        deadlines.nothing();
        requests++;
        if (verdict.isViolation()) {
            log.debug("client {}: {}", connection, verdict.reason());
            state = State.DROPPED;
            current.refuse(verdict);
            return;
        }
        body.begin(head.bodyLength());
        state = body.ended() ? State.AHEAD : State.BODY;
        if (state == State.BODY) {
            deadlines.body();
        }
        current.begin(profile.isLast(requests), in.isReadable());
    }

    private static Verdict understand(Head head) {
        Verdict verdict = Target.of(head);
        return verdict.isViolation() ? verdict : Framing.ofRequest(head);
    }

    private void readBody(ByteBuf in) {
        Verdict verdict = body.read(in, this);
        Exchange current = exchange;
        if (state != State.BODY || current == null) {
            return;
        }
        if (verdict == Verdict.INCOMPLETE) {
            if (readingWanted) {
                deadlines.body();
            }
        } else {
            deadlines.nothing();
            if (verdict.isViolation()) {
                state = State.DROPPED;
                current.requestBroken(verdict);
            } else {
                state = State.AHEAD;
                current.requestEnded(body.trailers());
            }
        }
    }

    @Override
    public void bodyData(ByteBuf in, int length) {
        Exchange current = exchange;
        if (current == null || state != State.BODY) {
            in.skipBytes(length);
        } else {
            current.requestData(in, length);
        }
    }

    private void applyReading() {
        connection.autoRead(readingWanted && !ahead.isFull());
    }
}
