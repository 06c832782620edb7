package io.lictor.config.spec;

import io.lictor.config.RewriteOptions;
import io.lictor.config.RewriteOptions.AddedField;
import io.lictor.config.RewriteOptions.Answer;
import io.lictor.config.RewriteOptions.PathRule;
import io.lictor.config.RewriteOptions.SetField;
import io.lictor.config.RewriteOptions.UrlRule;
import io.lictor.config.Template;
import io.lictor.config.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a route changes in its messages, while it is read: checked one by one. Used by one thread, once. */
final class RewriteValues {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~-]+)(:[0-9]{1,5})?");
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,;=:@-]+)+/?");

    private static final Set<String> CODES = Set.of("301", "302", "303", "307", "308");

    /** What a service may redirect to: a path, or the host that was asked. */
    private static final Pattern SAME_HOST = Pattern.compile("(/(?![/\\\\]).*|/|\\$\\{(uri|request_uri)}.*"
            + "|(https?|\\$\\{scheme})://\\$\\{(http_)?host}(:[0-9]{1,5})?(/.*|\\$\\{(uri|request_uri)}.*)?)");

    /** Who has these says how the message is framed, or how the connection goes on: that is ours to say. */
    private static final Set<String> NOT_BY_RULE = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final Option.Trust trust;
    private final List<SetField> setFields = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();
    private final List<AddedField> added = new ArrayList<>();
    private final List<PathRule> rewrites = new ArrayList<>();
    private final List<UrlRule> redirects = new ArrayList<>();
    private Template host = Template.EMPTY;
    private String strip = "";
    private String prepend = "";
    private Answer answer = Answer.NONE;
    private boolean proxyRedirect = true;
    private boolean cookiePath = true;
    private boolean cookieDomain = true;
    private boolean forwarded;
    private boolean via;

    /**
     * Nothing yet.
     *
     * @param trust SERVICE where a service writes about itself
     */
    RewriteValues(Option.Trust trust) {
        this.trust = trust;
    }

    /** Takes the value of {@code option}, if it is one of these; of others there is nothing to take. */
    void accept(Option option, String text) throws SpecException {
        String name = option.directive();
        if (option == Option.PROXY_SET_HEADER) {
            setField(name, text);
        } else if (option == Option.PROXY_HIDE_HEADER) {
            hidden.add(fieldName(name, text));
        } else if (option == Option.ADD_HEADER || option == Option.ADD_HEADER_ALWAYS) {
            added.add(new AddedField(
                    fieldName(name, beforeColon(name, text)),
                    value(name, text, Variable.Scope.RESPONSE),
                    option == Option.ADD_HEADER_ALWAYS));
        } else if (option == Option.STRIP) {
            strip = prefix(name, text);
        } else if (option == Option.PREPEND) {
            prepend = prefix(name, text);
        } else if (option == Option.REWRITE) {
            rewrites.add(rewrite(name, text));
        } else if (option == Option.REDIRECT_MATCH) {
            redirects.add(redirectMatch(name, text));
        } else if (option == Option.HOST) {
            host = host(name, text);
        } else if (option == Option.REDIRECT || option == Option.RETURN) {
            answer(option, text);
        } else if (option == Option.PROXY_REDIRECT) {
            proxyRedirect = isFirst(name, text, "default", "off");
        } else if (option == Option.PROXY_COOKIE_PATH) {
            cookiePath = isFirst(name, text, "default", "off");
        } else if (option == Option.PROXY_COOKIE_DOMAIN) {
            cookieDomain = isFirst(name, text, "default", "off");
        } else if (option == Option.FORWARDED) {
            forwarded = isFirst(name, text, "on", "off");
        } else if (option == Option.VIA) {
            via = isFirst(name, text, "on", "off");
        }
    }

    /** Whether the route answers itself, without a peer. */
    boolean answersItself() {
        return answer.isGiven();
    }

    /** Checks what only several of them can get wrong. */
    void checkTogether() throws SpecException {
        if (!host.isEmpty() && setFields.stream().anyMatch(f -> f.name().equalsIgnoreCase("host"))) {
            throw new SpecException("host: given with proxy_set_header=Host:… (expected: one of them)");
        }
    }

    RewriteOptions options() {
        List<SetField> fields = new ArrayList<>(setFields);
        if (!host.isEmpty()) {
            fields.add(0, new SetField("Host", host));
        }
        return new RewriteOptions(
                fields,
                hidden,
                added,
                strip,
                prepend,
                rewrites,
                redirects,
                answer,
                proxyRedirect,
                cookiePath,
                cookieDomain,
                forwarded,
                via);
    }

    private void setField(String place, String text) throws SpecException {
        String name = fieldName(place, beforeColon(place, text));
        if (setFields.stream().anyMatch(f -> f.name().equalsIgnoreCase(name))) {
            throw new SpecException(place + ": " + name + " given twice (expected: once)");
        }
        setFields.add(new SetField(name, value(place, text, Variable.Scope.REQUEST)));
    }

    private static String beforeColon(String place, String text) throws SpecException {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw SpecException.expected(place, text, "NAME:VALUE");
        }
        return text.substring(0, colon).strip();
    }

    static String fieldName(String place, String name) throws SpecException {
        if (!TOKEN.matcher(name).matches()) {
            throw SpecException.expected(place, name, "the name of a field");
        }
        if (NOT_BY_RULE.contains(name.toLowerCase(Locale.ROOT))) {
            throw SpecException.expected(place, name, "no field of framing or of one connection: those are set anew");
        }
        return name;
    }

    private static Template value(String place, String text, Variable.Scope scope) throws SpecException {
        return TemplateParser.parse(place, text.substring(text.indexOf(':') + 1).strip(), scope, 0);
    }

    private static String prefix(String place, String text) throws SpecException {
        boolean dots = text.contains("/./") || text.contains("/../") || text.endsWith("/.") || text.endsWith("/..");
        if (dots || !PREFIX.matcher(text).matches()) {
            throw SpecException.expected(place, text, "a path such as /sso, of plain segments");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static PathRule rewrite(String place, String text) throws SpecException {
        int blank = text.indexOf(' ');
        if (blank <= 0 || text.indexOf(' ', blank + 1) >= 0) {
            throw SpecException.expected(place, text, "\"REGEX REPLACEMENT\"");
        }
        String regex = text.substring(0, blank);
        int groups = Regexes.compile(place, regex).matcher("").groupCount();
        String replacement = text.substring(blank + 1);
        Template template = TemplateParser.parse(place, replacement, Variable.Scope.REQUEST, groups);
        if (!replacement.startsWith("/") && !replacement.startsWith("$")) {
            throw SpecException.expected(place, replacement, "a path that starts with / or a variable");
        }
        return new PathRule(regex, template);
    }

    private static UrlRule redirectMatch(String place, String text) throws SpecException {
        String[] words = text.split(" ", -1);
        if (words.length != 3 || words[0].isEmpty() || words[1].isEmpty() || !CODES.contains(words[2])) {
            throw SpecException.expected(place, text, "\"REGEX URL CODE\" with CODE 301, 302, 303, 307 or 308");
        }
        int groups = Regexes.compile(place, words[0]).matcher("").groupCount();
        Template url = TemplateParser.parse(place, words[1], Variable.Scope.REQUEST, groups);
        return new UrlRule(words[0], url, Integer.parseInt(words[2]));
    }

    private static Template host(String place, String text) throws SpecException {
        if (text.equals("client")) {
            return Template.EMPTY;
        }
        if (text.equals("upstream")) {
            return Template.of(Variable.PROXY_HOST);
        }
        if (!HOST.matcher(text).matches()) {
            throw SpecException.expected(place, text, "client, upstream or a name");
        }
        return Template.literal(text);
    }

    private void answer(Option option, String text) throws SpecException {
        if (answer.isGiven()) {
            throw new SpecException(
                    option.directive() + ": given beside another answer (expected: one redirect or return)");
        }
        answer = option == Option.REDIRECT
                ? redirect(option.directive(), text)
                : new Answer(returned(option.directive(), text), Template.EMPTY);
    }

    private Answer redirect(String place, String text) throws SpecException {
        int comma = text.indexOf(',');
        String code = comma < 0 ? text : text.substring(0, comma);
        if (comma < 0 || !CODES.contains(code)) {
            throw SpecException.expected(place, text, "CODE,URL with CODE 301, 302, 303, 307 or 308");
        }
        Template url = TemplateParser.parse(place, text.substring(comma + 1), Variable.Scope.REQUEST, 0);
        if (url.isEmpty() || url.toString().indexOf(' ') >= 0) {
            throw SpecException.expected(place, text, "a URL without blanks behind the comma");
        }
        if (trust == Option.Trust.SERVICE && !SAME_HOST.matcher(url.toString()).matches()) {
            throw SpecException.expected(
                    place, text, "/PATH or https://$host… in a tag or Meta; elsewhere only an operator redirects");
        }
        return new Answer(Integer.parseInt(code), url);
    }

    private static int returned(String place, String text) throws SpecException {
        // 444 and 499 mean to nginx that nothing is answered.
        if (!text.matches("[245][0-9][0-9]") || text.equals("444") || text.equals("499")) {
            throw SpecException.expected(place, text, "200 to 299 or 400 to 599, not 444 or 499; redirect= for 3xx");
        }
        return Integer.parseInt(text);
    }

    static boolean isFirst(String place, String text, String first, String second) throws SpecException {
        if (!text.equals(first) && !text.equals(second)) {
            throw SpecException.expected(place, text, first + " or " + second);
        }
        return text.equals(first);
    }
}
