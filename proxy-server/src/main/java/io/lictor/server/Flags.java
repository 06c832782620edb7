package io.lictor.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The flags as they were given; {@link SettingsReader} checks them.
 *
 * <p>Filled by picocli, on the main thread.
 */
@Command(
        name = "lictor",
        sortOptions = false,
        sortSynopsis = false,
        usageHelpWidth = 100,
        separator = " ",
        customSynopsis = {
            "lictor [OPTIONS]",
            "       lictor demo [--once] [--in-memory]",
            "       lictor explain [METHOD] URL      which route a request takes, to whom, and why",
            "       lictor lint [TAG …]              what is wrong with tags or with a registry",
            "       lictor import FILE               what does the same as an nginx.conf"
        },
        header = {"A reverse proxy that takes its upstreams from Consul, live, without a configuration file.", ""},
        descriptionHeading = "%nExamples:%n",
        description = {
            "  lictor --listen 80 --route '/sso tag:S00123'",
            "  lictor --listen '80 client_header_timeout=10s client_max_body_size=8m' --listen 127.0.0.1:81",
            "  lictor --consul off --route '/ http://127.0.0.1:8001,http://127.0.0.1:8002 max_fails=3'",
            "  lictor demo            a Consul, two services and Lictor in front, to try it out",
            ""
        },
        footerHeading = "%nRoutes:%n",
        footer = {
            "  [HOST]/PATH TARGET [option=value …]",
            "    PATH     /sso (and all below it), =/sso (only that), ~ REGEX, ~* REGEX (in any case)",
            "    TARGET   service:NAME, tag:TAG or http://HOST:PORT,http://HOST:PORT, or all by https://",
            "    options  nginx's directives: max_fails=3 fail_timeout=60s proxy_read_timeout=5s",
            "  A service declares its own route by a tag: lictor:/sso max_fails=3",
            "",
            "Listeners:",
            "  '[HOST:]PORT option=value …', where options are client_header_timeout client_body_timeout",
            "  send_timeout keepalive_timeout keepalive_requests lingering_time lingering_timeout",
            "  large_client_header_buffers=4,8k max_headers client_max_body_size",
            "",
            "Each flag is also an environment variable: LICTOR_LISTEN, LICTOR_ROUTE, LICTOR_DRAIN_TIMEOUT …",
            "(several values are separated by ; or a new line); a flag goes before its variable.",
            "CONSUL_HTTP_ADDR, CONSUL_HTTP_TOKEN, CONSUL_HTTP_TOKEN_FILE, CONSUL_HTTP_SSL,",
            "CONSUL_HTTP_SSL_VERIFY, CONSUL_CACERT, CONSUL_CLIENT_CERT and CONSUL_CLIENT_KEY mean what they",
            "mean to Consul's own tools.",
            "",
            "Exit codes: 0 stopped, 1 cannot start (a port in use …), 2 wrong flag or route."
        })
final class Flags {

    @Option(
            names = "--listen",
            paramLabel = "[HOST:]PORT",
            description = "Where clients come in; options in the same word. Repeatable. Default: 8080.")
    List<String> listen = new ArrayList<>();

    @Option(
            names = "--route",
            paramLabel = "SPEC",
            description = "A route, as below. Repeatable. Services may declare more themselves.")
    List<String> route = new ArrayList<>();

    @Option(
            names = "--consul",
            paramLabel = "ADDR",
            description = {
                "Consul's agent, [http[s]://]HOST:PORT, or off. Repeatable: the first that answers is asked.",
                "Default: CONSUL_HTTP_ADDR or 127.0.0.1:8500."
            })
    List<String> consul = new ArrayList<>();

    @Option(
            names = "--datacenter",
            paramLabel = "NAME",
            description = "The local one, then those to fall back on. Repeatable. Default: the agent's own.")
    List<String> datacenter = new ArrayList<>();

    @Option(
            names = "--tagged-address",
            paramLabel = "NAME",
            description = "Reach instances by this one of Consul's tagged addresses: lan, wan … Default: none.")
    @Nullable
    String taggedAddress;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Keeps what Consul last said, to start without it. Default: off.")
    @Nullable
    String state;

    @Option(
            names = "--warning",
            paramLabel = "POLICY",
            description = "What an instance with a check in warning does: serves or out. Default: serves.")
    @Nullable
    String warning;

    @Option(
            names = "--max-blocking-queries",
            paramLabel = "N",
            description = "Services watched by a query each; more are watched by three. Default: 128.")
    @Nullable
    String maxBlockingQueries;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "Take only instances that bear this tag. Repeatable: one of them is enough.")
    List<String> tag = new ArrayList<>();

    @Option(
            names = "--dialects",
            paramLabel = "NAMES",
            description =
                    "In what services may declare routes, by commas: lictor, fabio, traefik. Default: all of them.")
    @Nullable
    String dialects;

    @Option(
            names = "--service-name",
            arity = "0..1",
            fallbackValue = "*",
            paramLabel = "GLOBS",
            description = "Serve each service at /NAME; only those that one of the globs takes. Default: off.")
    @Nullable
    String serviceName;

    @Option(
            names = "--allow-route",
            paramLabel = "RULE",
            description = "SERVICE-GLOB=[HOST-GLOB]/PREFIX,…: what a service may declare. Repeatable."
                    + " Default: all but / without a host.")
    List<String> allowRoute = new ArrayList<>();

    @Option(
            names = "--kv-prefix",
            paramLabel = "KEY",
            description = "Take routes and defaults from the keys below KEY/routes/ and KEY/defaults/, or off."
                    + " Default: lictor.")
    @Nullable
    String kvPrefix;

    @Option(
            names = "--fabio-kv",
            paramLabel = "KEY",
            description = "Take Fabio's route commands from this key and those below. Default: off.")
    @Nullable
    String fabioKv;

    @Option(
            names = "--admin",
            paramLabel = "[HOST:]PORT",
            description = "Health, routes, upstreams and metrics, or off. Default: 127.0.0.1:9990.")
    @Nullable
    String admin;

    @Option(
            names = "--access-log",
            paramLabel = "PATH",
            description = "Lines in nginx's combined format: to a file, to standard output (-), or off. Default: -.")
    @Nullable
    String accessLog;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Client connections at once. Default: half of the open files limit (ulimit -n).")
    @Nullable
    String maxConnections;

    @Option(names = "--workers", paramLabel = "N", description = "How many event loops. Default: one a core.")
    @Nullable
    String workers;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "auto, io_uring, epoll or nio. Default: auto, the first of these that works.")
    @Nullable
    String transport;

    @Option(
            names = "--resolver",
            paramLabel = "HOST[:PORT]",
            description = "The DNS server for host names of peers. Default: those of the system.")
    @Nullable
    String resolver;

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            description = "How long a stop waits for requests under way. Default: 30s.")
    @Nullable
    String drainTimeout;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say all this.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Say which version this is.")
    boolean version;
}
