package io.lictor.discovery;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps the last state of each datacenter in memory. One thread. */
final class RecordingStore implements StateStore {

    private final Map<String, SavedState> kept = new HashMap<>();
    private int saves;

    void keep(SavedState state) {
        kept.put(state.datacenter(), state);
    }

    int saves() {
        return saves;
    }

    @Override
    public Optional<SavedState> load(String datacenter) {
        return datacenter.isEmpty() ? kept.values().stream().findFirst() : Optional.ofNullable(kept.get(datacenter));
    }

    @Override
    public void save(SavedState state) {
        saves++;
        if (!state.datacenter().isEmpty()) {
            kept.remove("");
        }
        keep(state);
    }

    @Override
    public long ageMillis(String datacenter) {
        return kept.containsKey(datacenter) ? 0 : -1;
    }

    @Override
    public void close() {}
}
