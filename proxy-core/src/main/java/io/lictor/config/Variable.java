package io.lictor.config;

import java.util.Arrays;
import java.util.Optional;

/** What the value of a rule may refer to: nginx's variables, under nginx's names. */
public enum Variable {
    HOST("host", Scope.REQUEST, "the request's host in lower case, without the port"),
    HTTP_HOST("http_host", Scope.REQUEST, "the value of Host as the client sent it"),
    REMOTE_ADDR("remote_addr", Scope.REQUEST, "the client's address; behind a trusted proxy the one it tells"),
    REMOTE_PORT("remote_port", Scope.REQUEST, "the client's port; empty where a trusted proxy told the address"),
    REQUEST_URI("request_uri", Scope.REQUEST, "path and query as the client sent them"),
    URI("uri", Scope.REQUEST, "the normalised path that routes match: decoded, without dot segments, as it came in"),
    ARGS("args", Scope.REQUEST, "the query, as it came"),
    IS_ARGS("is_args", Scope.REQUEST, "a question mark where there is a query that is not empty, else nothing"),
    ARG("arg_", Scope.REQUEST, "the first argument of this name in the query, as it came, not decoded"),
    HTTP("http_", Scope.REQUEST, "the request's field of this name, in lower case, with _ for -; several by commas"),
    COOKIE("cookie_", Scope.REQUEST, "the cookie of this name"),
    SCHEME("scheme", Scope.REQUEST, "http or https: how the client came in"),
    SERVER_PORT("server_port", Scope.REQUEST, "the listener's port"),
    SERVER_NAME("server_name", Scope.REQUEST, "the route's host, as written"),
    REQUEST_METHOD("request_method", Scope.REQUEST, "GET, POST …"),
    REQUEST_ID("request_id", Scope.REQUEST, "32 hexadecimal digits, random, the same for all rules of one exchange"),
    PROXY_ADD_X_FORWARDED_FOR(
            "proxy_add_x_forwarded_for", Scope.REQUEST, "what X-Forwarded-For would be without a rule"),
    PROXY_HOST("proxy_host", Scope.REQUEST, "the peer's address: HOST:PORT; empty when none was chosen"),
    UPSTREAM_ADDR("upstream_addr", Scope.RESPONSE, "the address of the peer that answered"),
    UPSTREAM_HTTP("upstream_http_", Scope.RESPONSE, "the response's field of this name, as for http_"),
    STATUS("status", Scope.RESPONSE, "the status of the response");

    /** Since when a variable has a value. */
    public enum Scope {
        /** In every rule. */
        REQUEST,
        /** In the rules of the response only. */
        RESPONSE
    }

    private final String text;
    private final Scope scope;
    private final String meaning;

    Variable(String text, Scope scope, String meaning) {
        this.text = text;
        this.scope = scope;
        this.meaning = meaning;
    }

    /** The name without {@code $}; one that ends in {@code _} is the start of a name. */
    public String text() {
        return text;
    }

    public Scope scope() {
        return scope;
    }

    /** One line for the reference of variables. */
    public String meaning() {
        return meaning;
    }

    /** Whether the name goes on: {@code $arg_NAME}. */
    public boolean isFamily() {
        return text.endsWith("_");
    }

    /** The variable called {@code name}, without {@code $}: one of its own, else one of a family. */
    public static Optional<Variable> named(String name) {
        return Arrays.stream(values())
                .filter(v -> !v.isFamily() && v.text.equals(name))
                .findFirst()
                .or(() -> Arrays.stream(values())
                        .filter(v -> v.isFamily() && name.startsWith(v.text) && name.length() > v.text.length())
                        .findFirst());
    }
}
