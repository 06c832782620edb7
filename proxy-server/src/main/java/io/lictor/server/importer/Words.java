package io.lictor.server.importer;

import io.lictor.config.spec.ListenerParser;
import io.lictor.config.spec.RouteParser;
import io.lictor.config.spec.SpecException;
import io.lictor.discovery.AllowedRoutes;
import java.util.Optional;

/** Writes words of the grammar, and asks its parser whether they are some. Without state: any thread. */
final class Words {

    private Words() {}

    /** {@code name=value}, in quotes where it must be. */
    static String option(String name, String value) {
        boolean quoted =
                value.isEmpty() || value.indexOf('"') == 0 || value.chars().anyMatch(Character::isWhitespace);
        return name + "=" + (quoted ? "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : value);
    }

    /** What is wrong with an option of a route; empty when it is one. */
    static Optional<String> wrong(String word) {
        return wrongRoute("/ http://127.0.0.1:1 " + word);
    }

    /** What is wrong with a route; empty when it is one. */
    static Optional<String> wrongRoute(String text) {
        try {
            RouteParser.parse(text, "import");
            return Optional.empty();
        } catch (SpecException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What is wrong with a route that an instance declares by a tag; empty when it is one. */
    static Optional<String> wrongDeclared(String text) {
        try {
            RouteParser.parseDeclared(text, "service", "import");
            return Optional.empty();
        } catch (SpecException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Why a service may not have a route that it declares, where no {@code --allow-route} gives it; empty when it may. */
    static Optional<String> refusedDeclared(String text) {
        try {
            return AllowedRoutes.DEFAULT.refusal("service", RouteParser.parseDeclared(text, "service", "import"));
        } catch (SpecException e) {
            return Optional.empty();
        }
    }

    /** What is wrong with an option of a listener; empty when it is one. */
    static Optional<String> wrongListener(String word) {
        try {
            ListenerParser.options(word);
            return Optional.empty();
        } catch (SpecException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
