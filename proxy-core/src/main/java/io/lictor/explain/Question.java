package io.lictor.explain;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A request that somebody wants explained; it is not sent. Immutable: any thread.
 *
 * @param method {@code GET}
 * @param scheme {@code http} or {@code https}: how the client came in
 * @param host what its Host field says, with the port where one was given; empty for HTTP/1.0 without one
 * @param target path and query, as a client would send them
 * @param fields further fields, {@code Name: value}
 */
public record Question(String method, String scheme, String host, String target, List<String> fields) {

    private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+:[^\\r\\n\\x00]*");

    /** What is wrong with a question. The message names the place and what was expected. */
    public static final class NotAQuestionException extends Exception {

        private static final long serialVersionUID = 1L;

        NotAQuestionException(String place, String value, String expected) {
            super(place + " \"" + value + "\" (expected: " + expected + ")");
        }
    }

    public Question {
        fields = List.copyOf(fields);
    }

    /**
     * Reads a question.
     *
     * @param method of the request
     * @param url {@code [http[s]://HOST[:PORT]]/PATH[?QUERY]}
     * @param fields {@code Name: value} each; a Host among them goes before the URL's
     * @throws NotAQuestionException when one of these is not what it should be
     */
    public static Question of(String method, String url, List<String> fields) throws NotAQuestionException {
        if (!METHOD.matcher(method).matches()) {
            throw new NotAQuestionException("method", method, "GET, POST …");
        }
        int scheme = url.indexOf("://");
        String name = scheme < 0 ? "http" : url.substring(0, scheme).toLowerCase(Locale.ROOT);
        if (!name.equals("http") && !name.equals("https")) {
            throw new NotAQuestionException("URL", url, "http:// or https://");
        }
        String rest = scheme < 0 ? url : url.substring(scheme + 3);
        int path = rest.indexOf('/');
        if (scheme < 0 && path != 0) {
            throw new NotAQuestionException("URL", url, "https://HOST/PATH, or /PATH");
        }
        String host = path < 0 ? rest : rest.substring(0, path);
        if (scheme >= 0 && host.isEmpty()) {
            throw new NotAQuestionException("URL", url, "a host behind " + name + "://");
        }
        List<String> others = new ArrayList<>();
        for (String field : fields) {
            if (!FIELD.matcher(field).matches()) {
                throw new NotAQuestionException("header", field, "Name: value");
            }
            if (field.regionMatches(true, 0, "host:", 0, 5)) {
                host = field.substring(5).strip();
            } else {
                others.add(field);
            }
        }
        String target = path < 0 ? "/" : rest.substring(path);
        int fragment = target.indexOf('#');
        // No client sends the fragment.
        return new Question(method, name, host, fragment < 0 ? target : target.substring(0, fragment), others);
    }

    /** The URL, for people. */
    public String url() {
        return host.isEmpty() ? target : scheme + "://" + host + target;
    }

    /** The head as a client would send it. */
    byte[] head() {
        StringBuilder head = new StringBuilder(method)
                .append(' ')
                .append(target)
                .append(host.isEmpty() ? " HTTP/1.0\r\n" : " HTTP/1.1\r\nHost: " + host + "\r\n");
        fields.forEach(field -> head.append(field).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
