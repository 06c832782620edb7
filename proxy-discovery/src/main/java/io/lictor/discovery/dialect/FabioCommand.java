package io.lictor.discovery.dialect;

import io.lictor.config.Address;
import io.lictor.config.spec.Option;
import io.lictor.config.spec.SpecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of Fabio's commands, read. */
sealed interface FabioCommand {

    /** {@code route add SVC SRC DST [weight W] [tags "…"] [opts "…"]}; a redirect has no destination but its own. */
    record Add(
            String service,
            FabioSource source,
            Optional<Address> destination,
            FabioOptions options,
            Optional<Integer> share,
            List<String> tags,
            String text,
            List<String> notes)
            implements FabioCommand {}

    /** {@code route del …}: what is given must fit, and every tag must be there. */
    record Del(Optional<String> service, Optional<FabioSource> source, Optional<Address> destination, List<String> tags)
            implements FabioCommand {}

    /** {@code route weight …}: the share is divided among those that fit. */
    record Weight(Optional<String> service, FabioSource source, int share, List<String> tags) implements FabioCommand {}

    Pattern ADD = Pattern.compile("route\\s+add\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)(?:\\s+weight\\s+(\\S+))?"
            + "(?:\\s+tags\\s+\"([^\"]*)\")?(?:\\s+opts\\s+\"([^\"]*)\")?");
    Pattern DEL_TAGS = Pattern.compile("route\\s+del\\s+(?:(\\S+)\\s+)?tags\\s+\"([^\"]*)\"");
    Pattern DEL = Pattern.compile("route\\s+del\\s+([^\\s\"]+)(?:\\s+([^\\s\"]+))?(?:\\s+([^\\s\"]+))?");
    Pattern WEIGHT =
            Pattern.compile("route\\s+weight\\s+(\\S+)\\s+(\\S+)\\s+weight\\s+(\\S+)(?:\\s+tags\\s+\"([^\"]*)\")?");
    Pattern WEIGHT_TAGS = Pattern.compile("route\\s+weight\\s+(\\S+)\\s+weight\\s+(\\S+)\\s+tags\\s+\"([^\"]*)\"");

    /**
     * Reads a line that is neither empty nor a comment.
     *
     * @throws SpecException with what was expected
     */
    static FabioCommand parse(String line) throws SpecException {
        Matcher add = ADD.matcher(line);
        if (add.matches()) {
            return add(line, add);
        }
        Matcher delTags = DEL_TAGS.matcher(line);
        if (delTags.matches()) {
            List<String> tags = tags(delTags.group(2));
            if (tags.isEmpty()) {
                throw new SpecException("tags: none (expected: tags \"TAG,TAG\")");
            }
            return new Del(Optional.ofNullable(delTags.group(1)), Optional.empty(), Optional.empty(), tags);
        }
        Matcher del = DEL.matcher(line);
        if (del.matches()) {
            return new Del(
                    Optional.of(del.group(1)),
                    del.group(2) == null ? Optional.empty() : Optional.of(FabioSource.of(del.group(2))),
                    del.group(3) == null ? Optional.empty() : Optional.of(address(del.group(3), new ArrayList<>())),
                    List.of());
        }
        Matcher weightTags = WEIGHT_TAGS.matcher(line);
        if (weightTags.matches()) {
            return new Weight(
                    Optional.empty(),
                    FabioSource.of(weightTags.group(1)),
                    FabioOptions.share(weightTags.group(2)),
                    tags(weightTags.group(3)));
        }
        Matcher weight = WEIGHT.matcher(line);
        if (weight.matches()) {
            return new Weight(
                    Optional.of(weight.group(1)),
                    FabioSource.of(weight.group(2)),
                    FabioOptions.share(weight.group(3)),
                    tags(weight.group(4) == null ? "" : weight.group(4)));
        }
        throw new SpecException("no command (expected: route add SVC SRC DST [weight W] [tags \"…\"] [opts \"…\"],"
                + " route del SVC [SRC [DST]], route del [SVC] tags \"…\", route weight SVC SRC weight W [tags \"…\"]"
                + " or route weight SRC weight W tags \"…\")");
    }

    private static FabioCommand add(String line, Matcher add) throws SpecException {
        List<String> notes = new ArrayList<>();
        FabioSource source = FabioSource.of(add.group(2));
        String opts = add.group(6) == null ? "" : add.group(6);
        boolean redirects = Pattern.compile("(^|\\s)redirect=").matcher(opts).find();
        // The destination says what the option proto= says in a tag.
        if (!redirects && add.group(3).startsWith("https://")) {
            opts += " proto=https";
        }
        FabioOptions options = FabioOptions.parse(
                opts, source, Option.Trust.OPERATOR, redirects ? Optional.of(add.group(3)) : Optional.empty());
        notes.addAll(options.notes());
        Optional<Address> destination = redirects ? Optional.empty() : Optional.of(address(add.group(3), notes));
        Optional<Integer> share =
                add.group(4) == null ? Optional.empty() : Optional.of(FabioOptions.share(add.group(4)));
        List<String> tags = tags(add.group(5) == null ? "" : add.group(5));
        return new Add(add.group(1), source, destination, options, share, tags, line, List.copyOf(notes));
    }

    private static Address address(String url, List<String> notes) throws SpecException {
        int scheme = url.indexOf("://");
        boolean tls = url.startsWith("https://");
        if (scheme < 0 || !tls && !url.startsWith("http://")) {
            throw new SpecException("destination: \"" + url + "\" is not supported (expected: http[s]://HOST:PORT/"
                    + FabioSource.NOT_SERVED + ")");
        }
        String rest = url.substring(scheme + 3);
        int slash = rest.indexOf('/');
        if (slash >= 0 && slash < rest.length() - 1) {
            notes.add("destination: \"" + url + "\": its path is not used, as with Fabio");
        }
        try {
            return Address.parse(slash < 0 ? rest : rest.substring(0, slash), tls ? 443 : 80);
        } catch (IllegalArgumentException e) {
            throw new SpecException("destination: " + e.getMessage());
        }
    }

    private static List<String> tags(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
    }
}
