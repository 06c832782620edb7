package io.lictor.server.importer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes of a template of consul-template a configuration with the same lines: {@code server} in {@code range service "X"}
 * becomes {@code server consul:X}, what stands in {@code else} is left out. Used by one thread, once.
 */
final class Templates {

    /** In the place of an instance's address: the service follows. */
    static final String SERVICE = "consul:";

    /** In the place of a service's name where every service is meant. */
    static final String EVERY = "every-service";

    /** In the place of a value that only the template knows. */
    static final String VALUE = "TEMPLATE_VALUE";

    private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}", Pattern.DOTALL);
    private static final Pattern RANGE_SERVICE =
            Pattern.compile("(?:range|with)\\s+(?:\\$\\w+\\s*:=\\s*)?service\\s+(\\S+)(\\s.*)?");
    private static final Pattern RANGE_VARIABLE = Pattern.compile("(?:range|with)\\s+(?:\\$\\w+\\s*:=\\s*)?(\\$\\w+)");
    private static final Pattern ASSIGN = Pattern.compile("(\\$\\w+)\\s*:=\\s*(.*)");
    private static final Pattern INSTANCE =
            Pattern.compile("\\{\\{-?\\s*\\.(?:Node)?Address\\s*-?}}\\s*:\\s*\\{\\{-?\\s*\\.Port\\s*-?}}");

    /** An action that is not ended yet. */
    private static final class Open {

        private final String service;
        private boolean hidden;

        Open(String service, boolean hidden) {
            this.service = service;
            this.hidden = hidden;
        }
    }

    private final Map<String, String> variables = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private final StringBuilder out = new StringBuilder();

    private Templates() {}

    /** The configuration; {@code text} itself where it is no template. */
    static String plain(String text) {
        if (!text.contains("{{")) {
            return text;
        }
        Templates template = new Templates();
        template.run(INSTANCE.matcher(text).replaceAll("{{.Instance}}"));
        return template.out.toString();
    }

    private void run(String text) {
        Matcher action = ACTION.matcher(text);
        int from = 0;
        while (action.find()) {
            put(text.substring(from, action.start()));
            act(action.group(1).strip());
            // The lines that an action takes are lines of the file.
            out.append("\n"
                    .repeat((int) action.group().chars().filter(c -> c == '\n').count()));
            from = action.end();
        }
        put(text.substring(from));
    }

    private void act(String action) {
        Matcher service = RANGE_SERVICE.matcher(action);
        Matcher variable = RANGE_VARIABLE.matcher(action);
        Matcher assign = ASSIGN.matcher(action);
        if (service.matches()) {
            open.push(new Open(name(service.group(1)), hidden()));
        } else if (variable.matches() && valueOf(variable.group(1)).startsWith(SERVICE)) {
            open.push(new Open(valueOf(variable.group(1)).substring(SERVICE.length()), hidden()));
        } else if (action.startsWith("range services")) {
            open.push(new Open(EVERY, hidden()));
        } else if (action.matches("(range|with|if)\\b.*")) {
            open.push(new Open(service(), hidden()));
        } else if (action.startsWith("else")) {
            if (!open.isEmpty()) {
                open.peek().hidden = true;
            }
        } else if (action.equals("end")) {
            if (!open.isEmpty()) {
                open.pop();
            }
        } else if (assign.matches()) {
            String value = assign.group(2).strip();
            variables.put(
                    assign.group(1),
                    value.startsWith("service ")
                            ? SERVICE + name(value.substring(8).strip())
                            : value(value));
        } else if (!action.startsWith("/*") && !action.startsWith("scratch")) {
            put(value(action));
        }
    }

    private String value(String action) {
        if (action.equals(".Instance")) {
            return SERVICE + service();
        }
        if (action.equals(".Name") && service().equals(EVERY)) {
            return EVERY;
        }
        if (action.startsWith("$") && variables.containsKey(action)) {
            return variables.get(action);
        }
        Matcher otherwise =
                Pattern.compile("keyOrDefault\\s+\"[^\"]*\"\\s+\"([^\"]*)\"").matcher(action);
        return otherwise.matches() ? otherwise.group(1) : VALUE;
    }

    private String valueOf(String variable) {
        return variables.getOrDefault(variable, "");
    }

    /** The name in quotes, or what a variable or {@code .Name} stands for. */
    private String name(String word) {
        String plain = word.replace("\"", "").replace("`", "");
        return plain.equals(".Name") || EVERY.equals(variables.get(plain)) ? EVERY : plain;
    }

    /** Of which service the instances are that stand here. */
    private String service() {
        return open.isEmpty() ? "" : open.peek().service;
    }

    private boolean hidden() {
        return open.stream().anyMatch(o -> o.hidden);
    }

    private void put(String text) {
        out.append(hidden() ? text.replaceAll("[^\n]", "") : text);
    }
}
