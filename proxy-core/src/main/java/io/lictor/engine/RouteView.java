package io.lictor.engine;

/**
 * A route as it stands.
 *
 * @param match host and path, as in {@link io.lictor.config.RouteSpec#key()}
 * @param target where it leads, as written
 * @param upstream the upstream's name
 * @param source who wrote it
 * @param text the route as written
 */
public record RouteView(String match, String target, String upstream, String source, String text) {}
