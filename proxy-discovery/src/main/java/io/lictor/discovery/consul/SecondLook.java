package io.lictor.discovery.consul;

import io.lictor.discovery.Registry.Fault;
import io.lictor.discovery.Registry.Known;
import io.lictor.discovery.Registry.Receiver;
import io.lictor.discovery.ServiceSnapshot;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Reads a service once, past the watch that it has: by another thread, over another connection, from whoever a majority of the
 * servers takes for the leader.
 *
 * <p>Any thread asks. Owns the transport, and a daemon thread while there is something to read.
 */
/*
 * A watch's own question may hang behind an agent that froze after its last answer, and a leader that was cut off from the
 * others answers for a while as if it were one: both would let an absence grow old that is none.
 */
final class SecondLook {

    private final ConsulTransport transport;
    private final SelfTest selfTest;
    private final ThreadPoolExecutor reader;

    SecondLook(ConsulTransport transport, SelfTest selfTest) {
        this.transport = transport;
        this.selfTest = selfTest;
        this.reader = Daemons.oneThread("lictor-consul second look");
    }

    /** Tells the receiver once, by a thread of its own; not at all when this is closed before. */
    void at(String service, Receiver<ServiceSnapshot> receiver) {
        try {
            reader.execute(() -> read(service, receiver));
        } catch (RejectedExecutionException e) {
            receiver.failed(new Fault(false, "closed"));
        }
    }

    private void read(String service, Receiver<ServiceSnapshot> receiver) {
        ServiceSnapshot snapshot;
        try {
            Answer answer = transport.get(Query.confirmed(ServiceReader.path(service)));
            answer.require();
            ServiceReader plain = new ServiceReader(service, new NodeProbe(transport), Known.NOTHING);
            snapshot = new BelievedReader<>(plain, selfTest, transport)
                    .read(answer, answer.index(), answer.isFresh(), false);
        } catch (ConsulException e) {
            receiver.failed(new Fault(e.isDenied(), String.valueOf(e.getMessage())));
            return;
        } catch (IOException e) {
            receiver.failed(new Fault(false, String.valueOf(e.getMessage())));
            return;
        } catch (RuntimeException e) {
            // A defect in reading one answer must not keep the next from being read.
            receiver.failed(new Fault(false, "unexpected: " + e));
            return;
        }
        receiver.answered(snapshot);
    }

    void close() {
        reader.shutdownNow();
        transport.close();
    }
}
