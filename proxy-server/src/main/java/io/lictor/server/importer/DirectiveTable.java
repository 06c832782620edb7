package io.lictor.server.importer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * nginx's directives and what becomes of them here: read by the importer, and written into {@code docs/nginx-parity.md} by a
 * test. Without state: any thread.
 */
final class DirectiveTable {

    /**
     * A line of the table.
     *
     * @param directive its name; {@code upstream/keepalive_timeout} where it depends on the block that it stands in
     * @param option ours; empty where there is none
     * @param note what differs, or why; empty where nothing is to be said
     */
    record Row(String directive, String option, Outcome outcome, String note) {}

    /** directive | option | outcome | note */
    private static final String TABLE = """
            listen | --listen | same | ssl, quic and proxy_protocol are not supported; of its other parameters none is needed
            server_name | HOST of a route | same | a regular expression is not supported; the default server's routes are for every host
            location | PATH of a route | same | a prefix without a slash at its end gets match=prefix; ^~ does not go before regular expressions; no names
            proxy_pass | TARGET, strip, prepend, rewrite | same | with variables or a unix socket it is not supported
            upstream | TARGET | same | its name is shown nowhere but in Host
            upstream/server | TARGET, weight, max_fails … | same | a route by a flag treats all its peers alike, tags each by itself
            upstream/keepalive | keepalive | differs | counted for each peer, over all event loops
            upstream/keepalive_requests | keepalive_requests | same |
            upstream/keepalive_timeout | keepalive_timeout | same |
            upstream/keepalive_time | keepalive_time | same |
            upstream/least_conn | balance=least_conn | same |
            upstream/least_time | balance=least_time | differs | always the time to the response's head
            upstream/ip_hash | balance=ip_hash | same |
            upstream/hash | balance=hash:KEY | same | KEY is $request_uri, $uri, $host, $remote_addr, $cookie_NAME or $http_NAME
            upstream/random | balance=random | differs | always of two by least_conn
            upstream/sticky | balance=sticky:NAME | same | cookie only
            upstream/queue | queue, queue_timeout | same |
            upstream/zone | – | needless | all event loops share what is known of a peer
            upstream/ntlm | – | not supported | a connection is not bound to a client
            upstream/resolver | --resolver | differs | one for all
            proxy_connect_timeout | proxy_connect_timeout | same |
            proxy_send_timeout | proxy_send_timeout | same |
            proxy_read_timeout | proxy_read_timeout | same |
            proxy_next_upstream | proxy_next_upstream | same |
            proxy_next_upstream_tries | proxy_next_upstream_tries | same |
            proxy_next_upstream_timeout | proxy_next_upstream_timeout | same |
            proxy_set_header | proxy_set_header | same | each stands for itself; Connection, Upgrade … are not to be set
            proxy_hide_header | proxy_hide_header | same |
            proxy_pass_header | – | needless | Server, Date and X-Accel-… pass
            proxy_ignore_headers | – | needless | X-Accel-… mean nothing here
            proxy_redirect | proxy_redirect | same | default and off; a pair of URLs is not supported
            proxy_cookie_path | proxy_cookie_path | same | off, or what strip and prepend do the other way round
            proxy_cookie_domain | proxy_cookie_domain | same | off only
            proxy_http_version | – | needless | HTTP/1.1 and kept connections, as it were set
            proxy_buffering | – | differs | bodies always stream, at the pace of whoever reads them
            proxy_request_buffering | client_body_buffer_size | differs | bodies always stream; the start is kept for the next peer
            proxy_buffer_size | – | needless | nothing is bounded by it
            proxy_buffers | – | needless | nothing is bounded by it
            proxy_busy_buffers_size | – | needless | nothing is bounded by it
            proxy_max_temp_file_size | – | needless | no temporary files
            proxy_temp_path | – | needless | no temporary files
            proxy_headers_hash_max_size | – | needless |
            proxy_headers_hash_bucket_size | – | needless |
            proxy_socket_keepalive | – | not supported |
            proxy_bind | – | not supported |
            proxy_method | – | not supported |
            proxy_pass_request_body | – | not supported |
            proxy_pass_request_headers | – | not supported |
            proxy_set_body | – | not supported |
            proxy_intercept_errors | – | not supported | a peer's error pages pass
            proxy_ignore_client_abort | – | not supported | whose client went away is ended
            proxy_force_ranges | – | not supported |
            proxy_limit_rate | – | not supported |
            proxy_cache | – | not supported |
            proxy_cache_path | – | not supported |
            proxy_cache_valid | – | not supported |
            proxy_cache_key | – | not supported |
            proxy_cache_bypass | – | not supported |
            proxy_no_cache | – | not supported |
            proxy_store | – | not supported |
            proxy_ssl_verify | proxy_ssl_verify | same | off is written where nginx has it by default
            proxy_ssl_server_name | proxy_ssl_server_name | same | off is written where nginx has it by default
            proxy_ssl_name | proxy_ssl_name | same |
            proxy_ssl_protocols | proxy_ssl_protocols | same | TLSv1.2 and TLSv1.3
            proxy_ssl_trusted_certificate | proxy_ssl_trusted_certificate | same |
            proxy_ssl_certificate | proxy_ssl_certificate | same |
            proxy_ssl_certificate_key | proxy_ssl_certificate_key | same |
            add_header | add_header, add_header_always | same |
            add_trailer | – | not supported |
            expires | – | not supported | add_header=Cache-Control:… does most of it
            return | return, redirect | same | without a text; 444 is not supported
            rewrite | rewrite, redirect_match | same | in a location; a redirect stays at the host
            rewrite_log | – | needless |
            set | – | not supported |
            if | – | not supported |
            map | – | not supported |
            geo | – | not supported |
            split_clients | – | not supported |
            client_max_body_size | client_max_body_size | same |
            client_body_buffer_size | – | needless | bodies stream
            client_body_temp_path | – | needless | no temporary files
            client_body_in_file_only | – | not supported |
            client_body_timeout | client_body_timeout | same |
            client_header_timeout | client_header_timeout | same | of the default server
            client_header_buffer_size | – | needless | a head grows as it must
            large_client_header_buffers | large_client_header_buffers | same | of the default server
            max_headers | max_headers | same | of the default server
            send_timeout | send_timeout | same |
            keepalive_timeout | keepalive_timeout | same | of the default server; its second value is not sent
            keepalive_requests | keepalive_requests | same | of the default server
            keepalive_time | – | not supported | of clients
            keepalive_disable | – | needless |
            lingering_close | – | needless | always on
            lingering_time | lingering_time | same | of the default server
            lingering_timeout | lingering_timeout | same | of the default server
            reset_timedout_connection | – | not supported |
            underscores_in_headers | – | needless | names with _ pass
            ignore_invalid_headers | – | needless | names that are no tokens are refused
            merge_slashes | – | needless | on, for what routes match
            set_real_ip_from | set_real_ip_from | same | of the default server; networks only
            real_ip_header | real_ip_header | same | not proxy_protocol
            real_ip_recursive | real_ip_recursive | same |
            server_name_in_redirect | – | needless |
            port_in_redirect | – | needless |
            absolute_redirect | – | needless |
            server_tokens | – | needless | no Server field of its own
            access_log | --access-log | differs | one log, in nginx's combined format
            log_format | – | not supported | combined only
            error_log | – | differs | standard error; LICTOR_LOG_LEVEL
            log_not_found | – | needless |
            resolver | --resolver | differs | one for all
            resolver_timeout | – | needless |
            worker_processes | --workers | same | event loops; auto is the default
            worker_connections | --max-connections | differs | of the whole process, of clients only
            worker_rlimit_nofile | – | needless | ulimit -n says it
            worker_shutdown_timeout | --drain-timeout | same |
            worker_cpu_affinity | – | needless |
            worker_priority | – | needless |
            http | – | needless |
            server | – | needless |
            events | – | needless |
            use | --transport | needless | auto
            multi_accept | – | needless |
            accept_mutex | – | needless |
            include | – | needless | read
            user | – | needless | who starts it
            pid | – | needless |
            daemon | – | needless | in the foreground
            master_process | – | needless |
            pcre_jit | – | needless |
            sendfile | – | needless |
            tcp_nopush | – | needless |
            tcp_nodelay | – | needless | always on
            types | – | needless | no files are served
            default_type | – | needless | no files are served
            types_hash_max_size | – | needless |
            server_names_hash_bucket_size | – | needless |
            server_names_hash_max_size | – | needless |
            variables_hash_max_size | – | needless |
            variables_hash_bucket_size | – | needless |
            map_hash_max_size | – | needless |
            map_hash_bucket_size | – | needless |
            charset | – | not supported |
            gzip | – | not supported |
            gzip_types | – | not supported |
            gzip_vary | – | not supported |
            gzip_proxied | – | not supported |
            gzip_min_length | – | not supported |
            gzip_comp_level | – | not supported |
            gzip_disable | – | not supported |
            gzip_http_version | – | not supported |
            root | – | not supported | no files are served
            alias | – | not supported | no files are served
            index | – | not supported | no files are served
            try_files | – | not supported | no files are served
            autoindex | – | not supported | no files are served
            error_page | – | not supported |
            internal | – | not supported |
            satisfy | – | not supported |
            allow | allow | same | no unix:; of a location that answers by return it is needless
            deny | deny | same | the same
            auth_basic | – | not supported |
            auth_basic_user_file | – | not supported |
            auth_request | – | not supported |
            auth_request_set | – | not supported |
            limit_req | – | not supported |
            limit_req_zone | – | not supported |
            limit_req_status | – | not supported |
            limit_conn | – | not supported |
            limit_conn_zone | – | not supported |
            limit_except | – | not supported |
            limit_rate | – | not supported |
            sub_filter | – | not supported |
            mirror | – | not supported |
            stub_status | --admin | differs | GET /metrics there
            health_check | health_check | differs | of an upstream; see docs/options.md
            ssl_certificate | – | not supported | no TLS towards clients
            ssl_certificate_key | – | not supported | no TLS towards clients
            ssl_protocols | – | not supported | no TLS towards clients
            ssl_ciphers | – | not supported | no TLS towards clients
            ssl_prefer_server_ciphers | – | not supported | no TLS towards clients
            ssl_session_cache | – | not supported | no TLS towards clients
            ssl_session_timeout | – | not supported | no TLS towards clients
            ssl_session_tickets | – | not supported | no TLS towards clients
            ssl_dhparam | – | not supported | no TLS towards clients
            ssl_stapling | – | not supported | no TLS towards clients
            ssl_verify_client | – | not supported | no TLS towards clients
            ssl_client_certificate | – | not supported | no TLS towards clients
            http2 | – | not supported | HTTP/1 only
            fastcgi_pass | – | not supported | HTTP only
            uwsgi_pass | – | not supported | HTTP only
            scgi_pass | – | not supported | HTTP only
            grpc_pass | – | not supported | HTTP/1 only
            memcached_pass | – | not supported | HTTP only
            stream | – | not supported | HTTP only
            mail | – | not supported | HTTP only
            load_module | – | not supported |
            """;

    private static final Map<String, Row> ROWS = rows();

    private static final Row UNKNOWN = new Row("", "", Outcome.UNSUPPORTED, "a directive that is not known here");

    private DirectiveTable() {}

    /** Every line, by its first column, in the order of the table. */
    static Map<String, Row> all() {
        return ROWS;
    }

    /** The line of {@code name} in {@code block}. */
    static Row row(String block, String name) {
        Row inBlock = ROWS.get(block + "/" + name);
        return inBlock == null ? ROWS.getOrDefault(name, UNKNOWN) : inBlock;
    }

    private static Map<String, Row> rows() {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String line : TABLE.lines().toList()) {
            String[] cells = line.split(" ?\\| ?", 4);
            Outcome outcome = switch (cells[2]) {
                case "same" -> Outcome.SAME;
                case "differs" -> Outcome.DIFFERS;
                case "needless" -> Outcome.NEEDLESS;
                case "not supported" -> Outcome.UNSUPPORTED;
                default -> throw new IllegalStateException(line);
            };
            Row before = rows.put(cells[0], new Row(cells[0], cells[1].equals("–") ? "" : cells[1], outcome, cells[3]));
            if (before != null) {
                throw new IllegalStateException(line + ": given twice");
            }
        }
        return Collections.unmodifiableMap(rows);
    }
}
