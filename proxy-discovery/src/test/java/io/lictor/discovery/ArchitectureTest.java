package io.lictor.discovery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between this module's packages; any other fails here. */
class ArchitectureTest {

    private static final String ROOT = "io.lictor.discovery";
    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @ParameterizedTest(name = "{0} uses {1}")
    @CsvSource({
        "discovery, discovery config config.spec clock observe",
        "discovery.consul, discovery.consul discovery clock",
        "discovery.dialect, discovery.dialect discovery config config.spec",
        "discovery.state, discovery.state discovery",
        "discovery.devconsul, discovery.devconsul",
    })
    void usesOfLictorOnly(String name, String allowed) {
        String[] packages =
                Arrays.stream(allowed.split(" ")).map(p -> "io.lictor." + p).toArray(String[]::new);
        DescribedPredicate<JavaClass> other = JavaClass.Predicates.resideInAPackage("io.lictor..")
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages)));
        noClasses()
                .that()
                .resideInAPackage("io.lictor." + name)
                .should()
                .dependOnClassesThat(other)
                .check(MODULE);
    }

    @Test
    void consulsClientIsKnownInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".consul")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.ecwid..", "org.apache.http..")
                .check(MODULE);
    }

    @Test
    void jsonIsReadWhereConsulOrTheStateIs() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".consul", ROOT + ".state", ROOT + ".devconsul")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(MODULE);
    }

    @Test
    void publicClassesAreFinal() {
        classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(MODULE);
    }
}
