package io.lictor.discovery;

import java.util.List;
import java.util.Set;

/**
 * A registry's whole answer about one service.
 *
 * @param instances all of them, whatever their status
 * @param gone those of the previous answer that the registry positively says were taken out: it is sure of itself and
 *     knows their node to be up. An instance missing from {@code instances} and from here vanished without explanation
 * @param hidden those of the previous answers that are missing although nothing was written since they were listed: we may
 *     not see them any more
 * @param fresh whether the answer may take something away; a registry that lost its leader may only add
 * @param continuous false where the registry's history broke off before this answer (it was restored or rebuilt)
 * @param whole false where the registry kept something back from us: what is missing may be that
 * @param revision the registry's mark of the moment at which this was so; 0 for none
 */
public record ServiceSnapshot(
        List<Instance> instances,
        Set<Instance.Id> gone,
        Set<Instance.Id> hidden,
        boolean fresh,
        boolean continuous,
        boolean whole,
        long revision) {

    public ServiceSnapshot {
        instances = instances.stream().sorted(Instance.ORDER).toList();
        gone = Set.copyOf(gone);
        hidden = Set.copyOf(hidden);
    }

    /** An answer of a registry that marks no moments. */
    public ServiceSnapshot(List<Instance> instances, Set<Instance.Id> gone, boolean fresh, boolean continuous) {
        this(instances, gone, Set.of(), fresh, continuous, true, 0);
    }

    /** The same with the registry's mark of the moment. */
    ServiceSnapshot at(long newRevision) {
        return new ServiceSnapshot(instances, gone, hidden, fresh, continuous, whole, newRevision);
    }

    /** The same where these are hidden, and the rest is whole or not. */
    ServiceSnapshot hiding(Set<Instance.Id> newHidden, boolean nowWhole) {
        return new ServiceSnapshot(instances, gone, newHidden, fresh, continuous, nowWhole, revision);
    }

    /** The same of these instances. */
    ServiceSnapshot with(List<Instance> newInstances) {
        return new ServiceSnapshot(newInstances, gone, hidden, fresh, continuous, whole, revision);
    }

    /** Whether this says the same as another one, be it of another moment. */
    public boolean saysTheSame(ServiceSnapshot other) {
        return instances.equals(other.instances)
                && gone.equals(other.gone)
                && hidden.equals(other.hidden)
                && fresh == other.fresh
                && continuous == other.continuous
                && whole == other.whole;
    }
}
