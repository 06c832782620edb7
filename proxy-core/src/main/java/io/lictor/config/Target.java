package io.lictor.config;

import java.util.List;
import java.util.stream.Collectors;

/** Where a route leads: which instances become its peers. */
public sealed interface Target {

    /** {@code service:NAME}: every instance of the service. */
    record Service(String name) implements Target {
        @Override
        public String toString() {
            return "service:" + name;
        }
    }

    /** {@code tag:TAG}: every instance of every service that bears the tag. */
    record Tag(String tag) implements Target {
        @Override
        public String toString() {
            return "tag:" + tag;
        }
    }

    /**
     * {@code http://a:1,http://b:2}, or all by {@code https}: these peers, whatever a registry says; none for a route that
     * answers itself.
     */
    record Static(List<Address> addresses, boolean https) implements Target {
        public Static {
            addresses = List.copyOf(addresses);
        }

        /** By {@code http}. */
        public Static(List<Address> addresses) {
            this(addresses, false);
        }

        @Override
        public String toString() {
            return addresses.isEmpty()
                    ? "-"
                    : addresses.stream()
                            .map(a -> (https ? "https://" : "http://") + a)
                            .collect(Collectors.joining(","));
        }
    }

    /** The instances that declare the route themselves, by a tag or Meta; their service's name. */
    record Declared(String service) implements Target {
        @Override
        public String toString() {
            return service;
        }
    }
}
