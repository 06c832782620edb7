package io.lictor.server.demo;

import io.lictor.server.app.Application;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;

/** What to try next, on the screen. Runs on the main thread, once; owns nothing. */
final class Invitation {

    private final DemoRegistry registry;
    private final DemoServices services;
    private final Application lictor;
    private final URI uri;

    Invitation(DemoRegistry registry, DemoServices services, Application lictor, URI uri) {
        this.registry = registry;
        this.services = services;
        this.lictor = lictor;
        this.uri = uri;
    }

    void print(PrintStream out) {
        out.println();
        out.println("Running: " + registry.description() + ", and Lictor with --route '/sso tag:" + DemoRegistry.TAG
                + "'. No file was written.");
        for (DemoService service : services.all()) {
            out.printf(
                    "  %s, registered as %s on port %d, process %d%n",
                    service.name(), DemoRegistry.SERVICE, service.port(), service.pid());
        }
        out.println();
        out.println("Try, in another terminal:");
        out.println("  curl " + uri + "                          # again and again: they answer in turn");
        out.println("  kill -9 " + services.get(0).pid() + "                  # no request fails");
        registry.hints().forEach(hint -> out.println("  " + hint));
        lictor.adminAddress().ifPresent(admin -> out.println("  curl " + url(admin) + "/api/upstreams"));
        out.println("Or let it tell the whole story: ./lictor demo --once");
        out.println();
        out.println("^C stops everything.");
        out.flush();
    }

    private static String url(InetSocketAddress admin) {
        return "http://" + admin.getAddress().getHostAddress() + ":" + admin.getPort();
    }
}
