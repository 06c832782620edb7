package io.lictor.discovery;

import java.util.Set;
import java.util.TreeMap;

/**
 * Where services are registered. {@code discovery.consul} has the real one, {@link InMemoryRegistry} one for tests and
 * demonstrations.
 *
 * <p>A registry keeps asking for as long as a watch is open, tells every answer and every fault, and decides nothing:
 * what an absence means is the business of {@link Discovery}. Any thread may open and close watches.
 */
public interface Registry extends AutoCloseable {

    /** Watches which services there are and which tags they bear. */
    Watch watchCatalog(Receiver<CatalogSnapshot> receiver);

    /** Watches the instances of one service, which need not exist. */
    Watch watchService(String service, Receiver<ServiceSnapshot> receiver);

    /**
     * The same where some instances are known from an earlier run, so that the registry can say of those that are gone
     * whether they were taken out.
     */
    default Watch watchService(String service, Known known, Receiver<ServiceSnapshot> receiver) {
        return watchService(service, receiver);
    }

    /**
     * Watches the keys that start with {@code prefix}, and their values; there need be none. A registry without keys says
     * so once.
     */
    default Watch watchKeys(String prefix, Receiver<KeysSnapshot> receiver) {
        receiver.answered(new KeysSnapshot(new TreeMap<>(), true, true));
        return () -> {};
    }

    /**
     * Reads a service once, past any watch of it: over another connection, and as a majority of the registry's servers has it.
     * Told once, what is or why it could not be read; a registry that has only watches says that.
     */
    default void readService(String service, Receiver<ServiceSnapshot> receiver) {
        receiver.failed(new Fault(false, "a second reading is not supported"));
    }

    /** So many services will be watched next, one after the other: the registry may choose how before the first. */
    default void expect(int services) {}

    /** How services are watched now. */
    default WatchMode mode() {
        return WatchMode.DIRECT;
    }

    /** What was asked so far. */
    default RegistryTraffic traffic() {
        return RegistryTraffic.NONE;
    }

    /** Who answers; {@link RegistryIdentity#NONE} until somebody does. */
    default RegistryIdentity identity() {
        return RegistryIdentity.NONE;
    }

    /** The last run knew this datacenter: one of another name is believed only when nobody is there who is of it. */
    default void knew(String datacenter) {}

    /** Closes every watch; within a second. */
    @Override
    void close();

    /**
     * What is known of a service from an earlier run.
     *
     * @param revision the registry's mark of the moment at which it was so; 0 for none
     * @param instances who was there
     */
    record Known(long revision, Set<Instance.Id> instances) {

        /** Nothing. */
        public static final Known NOTHING = new Known(0, Set.of());

        public Known {
            instances = Set.copyOf(instances);
        }
    }

    /** One open question. */
    interface Watch {

        /** There is reason to ask now rather than in some seconds; nothing happens where a question is open. */
        default void again() {}

        /** Stops asking. Does not wait: what is on its way may still be told. */
        void close();
    }

    /**
     * Hears the answers to one question, by one thread at a time and in their order. Must not block.
     *
     * @param <T> the answer
     */
    interface Receiver<T> {

        /** An answer, the same as the last one or not. */
        void answered(T snapshot);

        /** No answer this time; the last one stands and the registry is asked again. */
        void failed(Fault fault);
    }

    /**
     * Why there was no answer.
     *
     * @param denied whether the registry refused to say, which somebody must put right
     * @param message for the log and the API; no secrets
     */
    record Fault(boolean denied, String message) {}
}
