package io.lictor.config;

import java.util.List;

/**
 * What a route changes in the messages that pass it: nginx's {@code proxy_set_header}, {@code add_header},
 * {@code rewrite} and their kin.
 *
 * @param setFields {@code proxy_set_header} and {@code host=}: fields of the request that are replaced; an empty value
 *     sends none
 * @param hiddenFields {@code proxy_hide_header}: names of fields of the response that are not passed on
 * @param addedFields {@code add_header}: fields that the response gets
 * @param strip the start of the path that is taken away, without a slash at its end; empty for none
 * @param prepend what the path gets in front, without a slash at its end; empty for none
 * @param pathRules {@code rewrite}: the first that is found in the path is applied
 * @param urlRules {@code redirect_match}: the first that leads elsewhere is answered, without a peer
 * @param answer {@code redirect} or {@code return}: what is answered without a peer
 * @param proxyRedirect {@code proxy_redirect=default}: Location and Refresh are told as the client sees them
 * @param cookiePath {@code proxy_cookie_path=default}: so are the paths of cookies
 * @param cookieDomain {@code proxy_cookie_domain=default}: so are the domains of cookies
 * @param forwarded {@code forwarded=on}: the request gets Forwarded (RFC 7239)
 * @param via {@code via=on}: both messages get Via, and a request that was here already is a loop (RFC 9110 section
 *     7.6.3)
 */
public record RewriteOptions(
        List<SetField> setFields,
        List<String> hiddenFields,
        List<AddedField> addedFields,
        String strip,
        String prepend,
        List<PathRule> pathRules,
        List<UrlRule> urlRules,
        Answer answer,
        boolean proxyRedirect,
        boolean cookiePath,
        boolean cookieDomain,
        boolean forwarded,
        boolean via) {

    /** Nothing but what is on by default. */
    public static final RewriteOptions DEFAULT = new RewriteOptions(
            List.of(), List.of(), List.of(), "", "", List.of(), List.of(), Answer.NONE, true, true, true, false, false);

    public RewriteOptions {
        setFields = List.copyOf(setFields);
        hiddenFields = List.copyOf(hiddenFields);
        addedFields = List.copyOf(addedFields);
        pathRules = List.copyOf(pathRules);
        urlRules = List.copyOf(urlRules);
    }

    /** A field of the request and its value. */
    public record SetField(String name, Template value) {}

    /**
     * A field that the response gets.
     *
     * @param always whatever its status is; else only with nginx's 200 201 204 206 301 302 303 304 307 308
     */
    public record AddedField(String name, Template value, boolean always) {}

    /** A regular expression, and what replaces a path in which it is found. */
    public record PathRule(String regex, Template replacement) {}

    /**
     * A regular expression, what replaces all that it finds in the URL that was asked, and the status to answer when that
     * is another URL of the same host.
     */
    public record UrlRule(String regex, Template replacement, int status) {}

    /**
     * What is answered without a peer.
     *
     * @param status 0 for nothing: the route leads to its peers
     * @param location where to, for a redirect; else empty
     */
    public record Answer(int status, Template location) {

        /** None: the route leads to its peers. */
        public static final Answer NONE = new Answer(0, Template.EMPTY);

        /** Whether the route answers itself. */
        public boolean isGiven() {
            return status != 0;
        }
    }
}
