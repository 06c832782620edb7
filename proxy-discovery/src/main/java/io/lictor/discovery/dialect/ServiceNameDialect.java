package io.lictor.discovery.dialect;

import io.lictor.config.RouteSpec;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.Dialect;
import io.lictor.discovery.DiscoveryPolicy;
import io.lictor.discovery.DiscoveryView.Problem;
import io.lictor.discovery.Extensions;
import io.lictor.discovery.Glob;
import io.lictor.discovery.Instance;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A service by the name of {@code sso} is at {@code /sso}, as the nginx templates for consul-template that most sites copied
 * have it: nothing is taken from the path, {@code max_fails=3 fail_timeout=60s}. Immutable; any thread.
 */
public final class ServiceNameDialect implements Dialect {

    private static final String OPTIONS = " max_fails=3 fail_timeout=60s";

    /** Consul's own servers are a service too. */
    private static final String CONSUL = "consul";

    /** A name that is one segment of a path; {@code .} and {@code ..} are none. */
    private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~-]+");

    private final List<Glob> names;

    /** For no service. */
    public ServiceNameDialect() {
        this(List.of());
    }

    private ServiceNameDialect(List<Glob> names) {
        this.names = names;
    }

    @Override
    public String name() {
        return Extensions.SERVICE_NAME;
    }

    @Override
    public Dialect with(DiscoveryPolicy policy) {
        return new ServiceNameDialect(policy.serviceNames());
    }

    @Override
    public boolean claims(String tag) {
        return false;
    }

    @Override
    public boolean claimsService(String service) {
        return !service.equals(CONSUL) && names.stream().anyMatch(name -> name.matches(service));
    }

    @Override
    public boolean yields() {
        return true;
    }

    @Override
    public Declarations read(Instance instance) {
        String service = instance.service();
        if (!claimsService(service)) {
            return new Declarations(List.of(), List.of());
        }
        String place = "name of service " + service;
        if (!SEGMENT.matcher(service).matches()) {
            return new Declarations(
                    List.of(),
                    List.of(new Problem(
                            place, "not served (expected: letters, digits, . _ ~ - for /" + service + ")")));
        }
        try {
            RouteSpec route = RouteParser.parseDeclared("/" + service + OPTIONS, service, place);
            return new Declarations(List.of(route), List.of());
        } catch (SpecException e) {
            return new Declarations(List.of(), List.of(new Problem(place, String.valueOf(e.getMessage()))));
        }
    }
}
