package io.lictor.config.spec;

import io.lictor.config.PeerTls;
import io.lictor.config.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The options of one route that say how its peers are asked by TLS, while it is read. Used by one thread, once. */
final class TlsValues {

    private static final String NAME = "a host name such as backend.example, or an address";
    private static final String PROTOCOLS = "TLSv1.2, TLSv1.3 or both, by a comma";

    private static final Pattern HOST_NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

    private boolean on = PeerTls.OFF.on();
    private boolean verify = PeerTls.OFF.verify();
    private String name = PeerTls.OFF.name();
    private boolean serverName = PeerTls.OFF.serverName();
    private String trustedCertificate = PeerTls.OFF.trustedCertificate();
    private String certificate = PeerTls.OFF.certificate();
    private String certificateKey = PeerTls.OFF.certificateKey();
    private List<String> protocols = PeerTls.OFF.protocols();

    /** Takes the value of one option; nothing happens when it is none of these. */
    void accept(Option option, String text) throws SpecException {
        String place = option.directive();
        if (option == Option.PROXY_SSL) {
            on = isOn(place, text);
        } else if (option == Option.PROXY_SSL_VERIFY) {
            verify = isOn(place, text);
        } else if (option == Option.PROXY_SSL_NAME) {
            name = name(place, text);
        } else if (option == Option.PROXY_SSL_SERVER_NAME) {
            serverName = isOn(place, text);
        } else if (option == Option.PROXY_SSL_TRUSTED_CERTIFICATE) {
            trustedCertificate = file(place, text);
        } else if (option == Option.PROXY_SSL_CERTIFICATE) {
            certificate = file(place, text);
        } else if (option == Option.PROXY_SSL_CERTIFICATE_KEY) {
            certificateKey = file(place, text);
        } else if (option == Option.PROXY_SSL_PROTOCOLS) {
            protocols = protocols(place, text);
        }
    }

    /**
     * Checks what only several options together can get wrong, and with the target.
     *
     * @param target where the route leads, as far as it says so itself
     */
    void checkTogether(Set<Option> given, Optional<Target> target) throws SpecException {
        if (target.isPresent() && target.get() instanceof Target.Static fixed) {
            if (given.contains(Option.PROXY_SSL)) {
                throw new SpecException("proxy_ssl: given beside addresses (expected: http:// or https:// says it)");
            }
            on = fixed.https();
        }
        for (Option option : given) {
            if (!on && !given.contains(Option.PROXY_SSL) && option.directive().startsWith("proxy_ssl_")) {
                throw new SpecException(option.directive()
                        + ": given without TLS (expected: proxy_ssl=on or a target by https:// with it)");
            }
        }
        if (certificate.isEmpty() != certificateKey.isEmpty()) {
            throw new SpecException(
                    "proxy_ssl_certificate: given without its key, or the key without it (expected: both)");
        }
        if (!verify && !trustedCertificate.isEmpty()) {
            throw new SpecException(
                    "proxy_ssl_trusted_certificate: given with proxy_ssl_verify=off (expected: one of them)");
        }
    }

    PeerTls options() {
        return on
                ? new PeerTls(
                        true, verify, name, serverName, trustedCertificate, certificate, certificateKey, protocols)
                : PeerTls.OFF;
    }

    private static boolean isOn(String place, String text) throws SpecException {
        return RewriteValues.isFirst(place, text, "on", "off");
    }

    private static String name(String place, String text) throws SpecException {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!HOST_NAME.matcher(lower).matches() && !IPV6.matcher(lower).matches()) {
            throw SpecException.expected(place, text, NAME);
        }
        return lower;
    }

    private static String file(String place, String text) throws SpecException {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw SpecException.expected(place, text, "the path of a file");
        }
        return text;
    }

    private static List<String> protocols(String place, String text) throws SpecException {
        List<String> all = List.of(text.split(",", -1));
        for (String protocol : all) {
            if (!PeerTls.OFF.protocols().contains(protocol)) {
                throw SpecException.expected(place, text, PROTOCOLS);
            }
        }
        // In one order, so that the same protocols are the same options.
        return PeerTls.OFF.protocols().stream().filter(all::contains).toList();
    }
}
