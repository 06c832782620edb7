package io.lictor.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the server's packages and to the other modules. */
class ArrowsTest {

    private static final JavaClasses SERVER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.lictor.server");

    @ParameterizedTest(name = "{0} may import {1}")
    @CsvSource({
        "server, config config.spec engine explain discovery discovery.consul server.app server.demo server.admin server.explain server.lint server.importer",
        "server.app, config observe engine explain discovery discovery.consul discovery.state server.admin server.explain server.lint server.metrics server.log",
        "server.admin, engine explain discovery server.explain server.lint",
        "server.explain, config explain discovery",
        "server.lint, config config.spec discovery",
        "server.importer, config config.spec discovery",
        "server.metrics, observe config",
        "server.log, observe http",
        "server.demo, config config.spec engine discovery discovery.consul discovery.devconsul server.app",
    })
    void importsOnlyWhatItMay(String name, String allowed) {
        String[] packages = (name + " " + allowed).split(" ");
        for (int i = 0; i < packages.length; i++) {
            packages[i] = "io.lictor." + packages[i];
        }
        classes()
                .that()
                .resideInAPackage("io.lictor." + name)
                .should()
                .onlyDependOnClassesThat(not(resideInAnyPackage("io.lictor..")).or(resideInAnyPackage(packages)))
                .check(SERVER);
    }

    @ParameterizedTest(name = "only {1} knows {0}")
    @CsvSource({
        "io.micrometer.., server.metrics",
        "picocli.., server server.demo",
        "com.fasterxml.jackson.., server.admin server.demo",
        "com.sun.net.httpserver.., server.admin server.demo",
    })
    void aLibraryIsKnownInOnePlace(String library, String places) {
        String[] packages = places.split(" ");
        for (int i = 0; i < packages.length; i++) {
            packages[i] = "io.lictor." + packages[i];
        }
        noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(SERVER);
    }

    @Test
    void knowsNothingOfNettyOrConsulsClient() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "com.ecwid..")
                .check(SERVER);
    }

    @Test
    void hasNoCycles() {
        slices().matching("io.lictor.(server.*)..").should().beFreeOfCycles().check(SERVER);
    }
}
