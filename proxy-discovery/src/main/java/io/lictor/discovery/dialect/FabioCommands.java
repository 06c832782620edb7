package io.lictor.discovery.dialect;

import io.lictor.config.spec.Option;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.Declared;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Instance;
import io.lictor.discovery.KeyCommands;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * Fabio's commands, {@code route add}, {@code route del} and {@code route weight}, from top to bottom: what an operator adds
 * to and takes from what services declare, in whatever dialect. Without state; any thread.
 *
 * <p>A line that cannot be read costs itself only; with Fabio it stops every change of routes from then on.
 */
public final class FabioCommands implements KeyCommands {

    /** Nobody's node: what an operator added stands there. */
    private static final String KEYS = "keys";

    @Override
    public Outcome apply(SortedMap<String, String> keys, List<Declared> declared) {
        List<Declared> now = new ArrayList<>(declared);
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, String> key : keys.entrySet()) {
            List<String> lines = key.getValue().lines().map(String::strip).toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith("//")) {
                    String place = "key " + key.getKey() + " line " + (i + 1) + " \"" + line + "\"";
                    apply(line, place, key.getKey(), now, problems);
                }
            }
        }
        return new Outcome(now, problems);
    }

    private static void apply(String line, String place, String key, List<Declared> declared, List<Problem> problems) {
        try {
            FabioCommand command = FabioCommand.parse(line);
            if (command instanceof FabioCommand.Add add) {
                declared.add(added(add, key));
                add.notes().forEach(note -> problems.add(new Problem(place, note)));
            } else if (command instanceof FabioCommand.Del del) {
                declared.removeIf(matches(del.service(), del.source(), del.tags())
                        .and(part -> del.destination().isEmpty()
                                || del.destination().get().toString().equals(address(part.instance()))));
            } else if (command instanceof FabioCommand.Weight weight) {
                weigh(weight, place, declared, problems);
            }
        } catch (SpecException e) {
            problems.add(new Problem(place, String.valueOf(e.getMessage())));
        }
    }

    private static Declared added(FabioCommand.Add add, String key) throws SpecException {
        String host = add.destination().map(address -> address.host()).orElse("");
        int port = add.destination().map(address -> address.port()).orElse(0);
        Instance instance = new Instance(
                new Instance.Id(KEYS, key, add.text()),
                add.service(),
                host,
                port,
                add.tags(),
                Map.of(),
                // A redirect has no peer.
                add.destination().isPresent() ? Instance.Status.PASSING : Instance.Status.MAINTENANCE,
                1,
                1,
                0);
        Declared part = new Declared(
                instance,
                FabioDialect.route(
                        add.source(), add.options(), Option.Trust.OPERATOR, instance, add.text(), "key " + key),
                true);
        return add.share().isPresent() ? part.withShare(add.share().get()) : part;
    }

    private static void weigh(
            FabioCommand.Weight weight, String place, List<Declared> declared, List<Problem> problems) {
        Predicate<Declared> matches = matches(weight.service(), Optional.of(weight.source()), weight.tags());
        long count = declared.stream()
                .filter(matches.and(part -> part.instance().takesRequests()))
                .count();
        if (declared.stream().noneMatch(matches)) {
            problems.add(new Problem(place, "no instance declares such a route"));
        }
        int each = weight.share() == 0 ? 0 : (int) Math.max(1, weight.share() / Math.max(1, count));
        declared.replaceAll(part -> matches.test(part) ? part.withShare(each) : part);
    }

    private static Predicate<Declared> matches(
            Optional<String> service, Optional<FabioSource> source, List<String> tags) {
        return part ->
                (service.isEmpty() || service.get().equals(part.instance().service()))
                        && (source.isEmpty() || isFor(part, source.get()))
                        && new HashSet<>(part.instance().tags()).containsAll(tags);
    }

    private static boolean isFor(Declared part, FabioSource source) {
        return part.route().host().toString().equals(source.host())
                && part.route().path().text().equals(source.path());
    }

    private static String address(Instance instance) {
        return instance.address().contains(":")
                ? "[" + instance.address() + "]:" + instance.port()
                : instance.address() + ":" + instance.port();
    }
}
