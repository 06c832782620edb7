package io.lictor.server;

import io.lictor.config.RouteSpec;
import io.lictor.config.Target;
import io.lictor.discovery.RegistryReading;
import io.lictor.discovery.RegistryReading.UnreachableException;
import io.lictor.server.admin.AdminClient;
import io.lictor.server.lint.Finding;
import io.lictor.server.lint.Lint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lictor lint}: what is wrong with tags, a registry, or the routes of a running Lictor. Runs on the main thread. */
@Command(
        name = "lint",
        sortOptions = false,
        usageHelpWidth = 100,
        separator = " ",
        customSynopsis = {
            "lictor lint TAG …",
            "       lictor lint [-]                       tags from standard input, one a line",
            "       lictor lint --consul [http[s]://]HOST:PORT [--route SPEC] …",
            "       lictor lint --admin [HOST:]PORT"
        },
        header = {"What is wrong with tags, with a registry, or with the routes of a running Lictor.", ""},
        descriptionHeading = "%nExamples:%n",
        description = {
            "  lictor lint 'lictor:/sso max_fails=3 fail_timeout=60s'",
            "  jq -r '.service.tags[]' service.json | lictor lint",
            "  lictor lint --consul 127.0.0.1:8500",
            ""
        },
        footer = {
            "",
            "Each finding is one line: SEVERITY: PLACE: what (expected: …). An error is not served as it was",
            "written; a warning is served, but hardly as it was meant: a conflict, an option without effect, a",
            "tag that nearly declares a route, a service with a route and no check, a key that is for nothing.",
            "",
            "Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 cannot be reached."
        })
final class LintCommand implements Callable<Integer> {

    @Parameters(paramLabel = "TAG", arity = "0..*", hidden = true)
    List<String> tags = new ArrayList<>();

    @Option(names = "--admin", paramLabel = "[HOST:]PORT", description = "Check the Lictor with this --admin.")
    @Nullable
    String admin;

    @Option(names = "--json", description = "The findings as JSON.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say all this.")
    boolean help;

    @Mixin
    ReadFlags read = new ReadFlags();

    private final Tool tool;

    LintCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() {
        return tool.run(this::lint);
    }

    private int lint() throws UsageException, UnreachableException, IOException, InterruptedException {
        String consul = read.consul;
        int sources = (tags.isEmpty() ? 0 : 1) + (consul == null ? 0 : 1) + (admin == null ? 0 : 1);
        if (sources > 1) {
            throw new UsageException("tags, --consul and --admin (expected: one of them)");
        }
        read.check();
        List<Finding> findings = consul != null ? ofRegistry(consul) : admin != null ? ofRunning() : ofTags();
        if (json) {
            tool.out.print(AdminClient.json(findings));
        } else {
            findings.forEach(tool.out::println);
        }
        return findings.isEmpty() ? Tool.OK : Tool.NO;
    }

    private List<Finding> ofTags() throws IOException {
        List<Lint.Line> lines = new ArrayList<>();
        if (tags.isEmpty() || tags.equals(List.of("-"))) {
            int number = 0;
            for (String line : new String(tool.in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(new Lint.Line("line " + number, line.strip()));
                }
            }
        } else {
            tags.forEach(given -> lines.add(new Lint.Line("tag", given)));
        }
        return Lint.ofTags(lines);
    }

    private List<Finding> ofRegistry(String address) throws UsageException, UnreachableException, InterruptedException {
        RegistryReading reading = tool.reading(address, read);
        // Those that routes lead to, by whatever name: only their instances must be checked.
        Set<String> services = reading.services().keySet().stream()
                .filter(service -> reading.state().routes().stream()
                        .map(bound -> bound.spec())
                        .anyMatch(spec -> leadsTo(spec, service, reading)))
                .collect(Collectors.toSet());
        return Lint.ofRegistry(
                reading.state(),
                reading.problems(),
                reading.catalog(),
                reading.idleDefaults(),
                tool.unchecked(address, services));
    }

    private static boolean leadsTo(RouteSpec spec, String service, RegistryReading reading) {
        return !(spec.target() instanceof Target.Static)
                && reading.instances(spec).stream()
                        .anyMatch(instance -> instance.service().equals(service) && instance.used());
    }

    private List<Finding> ofRunning() throws UsageException, UnreachableException {
        String address = tool.admin(admin);
        try {
            return new AdminClient(address).findings();
        } catch (IOException e) {
            throw Tool.unreachable("Lictor's admin server at " + address, e);
        }
    }
}
