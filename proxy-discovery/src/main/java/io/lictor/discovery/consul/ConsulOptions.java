package io.lictor.discovery.consul;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach Consul.
 *
 * @param https whether by TLS
 * @param host a name or address
 * @param port 1 to 65535
 * @param token the ACL token, sent in a header, never logged; empty for none
 * @param caFile PEM file of the certificates to trust; empty for the JVM's ({@code CONSUL_CACERT})
 * @param verify whether the server's certificate is checked ({@code CONSUL_HTTP_SSL_VERIFY})
 */
public record ConsulOptions(
        boolean https, String host, int port, Optional<String> token, Optional<Path> caFile, boolean verify) {

    @Override
    public String toString() {
        return (https ? "https://" : "http://") + host + ":" + port;
    }
}
