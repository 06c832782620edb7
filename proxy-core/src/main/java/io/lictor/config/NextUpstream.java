package io.lictor.config;

/**
 * A reason to try the next peer: the values of nginx's {@code proxy_next_upstream}.
 *
 * <p>{@code error timeout} is the default. Whether a reason also counts in the peer's {@code fails} is not said here: see
 * {@code upstream.Outcome}.
 */
public enum NextUpstream {
    ERROR("error", 0),
    TIMEOUT("timeout", 0),
    INVALID_HEADER("invalid_header", 0),
    HTTP_500("http_500", 500),
    HTTP_502("http_502", 502),
    HTTP_503("http_503", 503),
    HTTP_504("http_504", 504),
    HTTP_403("http_403", 403),
    HTTP_404("http_404", 404),
    HTTP_429("http_429", 429),
    NON_IDEMPOTENT("non_idempotent", 0);

    private final String directive;
    private final int status;

    NextUpstream(String directive, int status) {
        this.directive = directive;
        this.status = status;
    }

    /** The value as nginx writes it. */
    public String directive() {
        return directive;
    }

    /** The response status that this value stands for, or 0 where it stands for none. */
    public int status() {
        return status;
    }

    /** This value's bit in {@link RouteOptions#nextUpstream()}. */
    public int bit() {
        return 1 << ordinal();
    }

    /** The bit of the value that stands for {@code status}, or 0 where there is none. */
    public static int bitOfStatus(int status) {
        return switch (status) {
            case 500 -> HTTP_500.bit();
            case 502 -> HTTP_502.bit();
            case 503 -> HTTP_503.bit();
            case 504 -> HTTP_504.bit();
            case 403 -> HTTP_403.bit();
            case 404 -> HTTP_404.bit();
            case 429 -> HTTP_429.bit();
            default -> 0;
        };
    }
}
