package io.lictor.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of ARCHITECTURE.md: which package of the core may depend on which. */
final class ArrowsTest {

    private static final String ROOT = "io.lictor.";

    /** Package to the packages it may depend on, besides itself. */
    private static final Map<String, Set<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            arrows("config", ""),
            arrows("config.spec", "config"),
            arrows("clock", ""),
            arrows("http", "config"),
            arrows("observe", "config http"),
            arrows("upstream", "config clock http observe"),
            arrows("balance", "upstream config clock http"),
            arrows("rewrite", "config http"),
            arrows("filter", "http"),
            arrows("route", "config http upstream rewrite filter"),
            arrows("http1", "http config"),
            arrows("tls", "config"),
            arrows("health", "upstream http1 http tls config clock observe"),
            arrows("names", "config clock"),
            arrows("pool", "upstream http1 tls config clock observe"),
            arrows("exchange", "config clock http observe upstream balance rewrite route filter http1 tls pool"),
            arrows("downstream", "exchange route http1 http config clock observe"),
            arrows("explain", "config http upstream rewrite route http1"),
            arrows(
                    "engine",
                    "config config.spec clock http observe upstream balance rewrite route filter http1 tls pool health names"
                            + " exchange downstream explain")));

    /** Decisions without channels: what they say can be tested, and read, without Netty. */
    private static final Set<String> WITHOUT_NETTY =
            Set.of("config", "config.spec", "http", "observe", "upstream", "balance", "rewrite", "route", "filter");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.lictor");

    private static Map.Entry<String, Set<String>> arrows(String from, String to) {
        return Map.entry(from, new TreeSet<>(Arrays.asList(to.split(" "))));
    }

    static Stream<String> packages() {
        return ARROWS.keySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packages")
    void dependsOnlyOnWhatItMay(String from) {
        assertThat(violations(from, ARROWS.get(from))).isEmpty();
    }

    /** The rule itself works: take an arrow that is used away, and it is reported. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("packages")
    void reportsAnArrowThatIsNotAllowed(String from) {
        boolean needsNothing = violations(from, Set.of()).isEmpty();
        assertThat(needsNothing)
                .as("%s depends on nothing", from)
                .isEqualTo(Set.of("config", "clock").contains(from));
    }

    @Test
    void everyPackageHasItsArrows() {
        Set<String> there = new TreeSet<>();
        CORE.forEach(type -> there.add(type.getPackageName().substring(ROOT.length())));
        assertThat(there).isEqualTo(ARROWS.keySet());
    }

    @Test
    void decisionsKnowNoChannels() {
        String[] pure = WITHOUT_NETTY.stream().map(p -> ROOT + p).toArray(String[]::new);
        noClasses()
                .that()
                .resideInAnyPackage(pure)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CORE);
    }

    @Test
    void nettysCodecsStayOffTheDataPath() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "names")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.handler.codec..")
                .check(CORE);
    }

    private static List<String> violations(String from, Set<String> to) {
        DescribedPredicate<JavaClass> allowed = DescribedPredicate.describe("allowed", type -> {
            String name = type.getPackageName();
            if (!name.startsWith(ROOT)) {
                return true;
            }
            String itsPackage = name.substring(ROOT.length());
            return itsPackage.equals(from) || to.contains(itsPackage);
        });
        EvaluationResult result = classes()
                .that()
                .resideInAPackage(ROOT + from)
                .should()
                .onlyDependOnClassesThat(allowed)
                .evaluate(CORE);
        return result.getFailureReport().getDetails();
    }
}
