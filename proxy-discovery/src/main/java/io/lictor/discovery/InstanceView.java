package io.lictor.discovery;

/**
 * How an instance stands towards one route: whether it is among its peers, and why not.
 *
 * @param id {@code DATACENTER/NODE/SERVICE-ID}
 * @param service its service's name
 * @param address {@code HOST:PORT} as registered
 * @param status in lower case: {@code passing}, {@code critical} …
 * @param used whether it is a peer of the route
 * @param why why it is not; else empty
 */
public record InstanceView(String id, String service, String address, String status, boolean used, String why) {}
