package io.lictor.rewrite;

import io.lictor.config.Template;
import io.lictor.config.Variable;
import io.lictor.http.Ascii;
import io.lictor.http.ByteScratch;
import io.lictor.http.Cookie;
import io.lictor.http.FieldName;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;

/** Writes the values of variables as they are, without judging their bytes. Without state: any thread. */
final class Variables {

    private static final byte[] COMMA = Ascii.bytes(", ");
    private static final byte[] SEMICOLON = Ascii.bytes("; ");

    /** A variable of one rule: what is looked for is made ready once. */
    record Use(Variable variable, byte[] name, FieldMatch field, byte[] constant) {}

    private Variables() {}

    /**
     * Makes a reference ready.
     *
     * @param serverName the route's host as written
     */
    static Use use(Template.Reference reference, String serverName) {
        String name = reference.name();
        return new Use(
                reference.variable(), Ascii.bytes(name), FieldMatch.of(fieldName(name)), Ascii.bytes(serverName));
    }

    /** Fields whose own names hold an underscore are not meant: nginx drops those of clients. */
    private static String fieldName(String name) {
        return name.isEmpty() ? "-" : name.replace('_', '-');
    }

    static void write(Use use, Subject subject, ByteScratch out) {
        Head request = subject.request();
        switch (use.variable()) {
            case HOST -> host(request, out);
            case HTTP_HOST -> field(request, FieldName.HOST, out);
            case REMOTE_ADDR -> out.put(subject.clientAddress());
            case REMOTE_PORT -> remotePort(subject, out);
            case REQUEST_URI -> out.put(request.bytes(), request.pathOffset(), request.pathLength());
            case URI -> uri(subject.path(), out);
            case ARGS -> args(request, out);
            case IS_ARGS -> {
                if (hasArgs(request)) {
                    out.put('?');
                }
            }
            case ARG -> Query.argument(request, use.name(), out);
            case HTTP -> fields(request, use.field(), out);
            case COOKIE -> cookie(request, use.name(), out);
            case SCHEME -> out.put(subject.forwarding().scheme());
            case SERVER_PORT -> out.putDecimal(subject.forwarding().serverPort());
            case SERVER_NAME -> out.put(use.constant());
            case REQUEST_METHOD -> out.put(request.bytes(), 0, request.methodLength());
            case REQUEST_ID -> out.put(subject.requestId());
            case PROXY_ADD_X_FORWARDED_FOR -> subject.forwarding().writeAddresses(out, request);
            case PROXY_HOST, UPSTREAM_ADDR -> out.put(subject.peer());
            case UPSTREAM_HTTP -> fields(subject.response(), use.field(), out);
            case STATUS -> out.putDecimal(subject.status());
        }
    }

    /** The host of the request in lower case, without its port and without the dot of a fully qualified name. */
    static void host(Head request, ByteScratch out) {
        byte[] bytes = request.bytes();
        int start = request.authorityOffset();
        int end = start + hostLength(bytes, start, request.authorityLength());
        for (int i = start; i < end; i++) {
            out.put(Ascii.toLower(bytes[i]));
        }
    }

    /** The length of a host without its port and without a dot at its end. */
    static int hostLength(byte[] bytes, int offset, int length) {
        int end = length;
        for (int i = length - 1; i >= 0 && bytes[offset + i] != ']'; i--) {
            if (bytes[offset + i] == ':') {
                end = i;
            }
        }
        return end > 1 && bytes[offset + end - 1] == '.' ? end - 1 : end;
    }

    private static void remotePort(Subject subject, ByteScratch out) {
        if (subject.clientAddress() == subject.forwarding().address()) {
            out.putDecimal(subject.forwarding().remotePort());
        }
    }

    private static void uri(RequestPath path, ByteScratch out) {
        out.put(path.bytes(), path.offset(), path.length());
    }

    private static boolean hasArgs(Head request) {
        return RequestPath.queryOffset(request) + 1 < request.pathOffset() + request.pathLength();
    }

    private static void args(Head request, ByteScratch out) {
        if (hasArgs(request)) {
            int query = RequestPath.queryOffset(request) + 1;
            out.put(request.bytes(), query, request.pathOffset() + request.pathLength() - query);
        }
    }

    private static void field(Head head, int number, ByteScratch out) {
        int i = head.find(number);
        if (i >= 0) {
            out.put(head.bytes(), head.valueOffset(i), head.valueLength(i));
        }
    }

    private static void fields(Head head, FieldMatch name, ByteScratch out) {
        byte[] separator = name.number() == FieldName.COOKIE ? SEMICOLON : COMMA;
        boolean first = true;
        for (int i = name.find(head, 0); i >= 0; i = name.find(head, i + 1)) {
            if (!first) {
                out.put(separator);
            }
            first = false;
            out.put(head.bytes(), head.valueOffset(i), head.valueLength(i));
        }
    }

    private static void cookie(Head request, byte[] name, ByteScratch out) {
        long value = Cookie.find(request, name);
        if (value >= 0) {
            out.put(request.bytes(), (int) (value >>> 32), (int) value);
        }
    }
}
