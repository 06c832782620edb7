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
        hint(out, "again and again: they answer in turn", "curl " + uri);
        hint(out, "no request fails", "kill -9 " + services.get(0).pid());
        registry.hints().forEach((command, comment) -> hint(out, comment, command));
        lictor.adminAddress()
                .ifPresent(
                        admin -> hint(out, "the peers as Lictor sees them", "curl " + url(admin) + "/api/upstreams"));
        out.println("Or let it tell the whole story: ./lictor demo --once");
        out.println();
        out.println("^C stops everything.");
        out.flush();
    }

    private static void hint(PrintStream out, String comment, String command) {
        out.printf("  # %s%n  %s%n", comment, command);
    }

    private static String url(InetSocketAddress admin) {
        return "http://" + admin.getAddress().getHostAddress() + ":" + admin.getPort();
    }
}
