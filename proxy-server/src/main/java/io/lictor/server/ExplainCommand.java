package io.lictor.server;

import io.lictor.discovery.RegistryReading;
import io.lictor.discovery.RegistryReading.UnreachableException;
import io.lictor.engine.DryRun;
import io.lictor.explain.Explanation;
import io.lictor.explain.Question;
import io.lictor.explain.Question.NotAQuestionException;
import io.lictor.server.admin.AdminClient;
import io.lictor.server.explain.ExplainReport;
import io.lictor.server.explain.ExplainText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lictor explain}: which route a request takes, to whom it goes, and why. Runs on the main thread. */
@Command(
        name = "explain",
        sortOptions = false,
        usageHelpWidth = 100,
        separator = " ",
        customSynopsis = {
            "lictor explain [METHOD] URL [-H 'Name: value'] [--admin [HOST:]PORT] [--json]",
            "       lictor explain [METHOD] URL --consul [http[s]://]HOST:PORT [--route SPEC] …"
        },
        header = {"Which route a request takes, to whom it would go, and why. Nothing is sent.", ""},
        descriptionHeading = "%nExamples:%n",
        description = {
            "  lictor explain https://example.com/sso/realms",
            "  lictor explain POST /sso -H 'Host: example.com' --admin 9990",
            "  lictor explain /sso --consul 127.0.0.1:8500 --route '/sso tag:S00123'",
            ""
        },
        footer = {
            "",
            "A running Lictor is asked by its --admin address (LICTOR_ADMIN, or 127.0.0.1:9990). With --consul",
            "the registry is read once, services and keys, and composed as Lictor would: no failures, checks or",
            "requests under way are known then.",
            "",
            "Exit codes: 0 routed, 1 no route or no good request, 2 wrong usage, 3 cannot be reached."
        })
final class ExplainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "[METHOD] URL", arity = "0..*", hidden = true)
    List<String> words = new ArrayList<>();

    @Option(
            names = {"-H", "--header"},
            paramLabel = "FIELD",
            description = "A field of the request, 'Name: value'. Repeatable.")
    List<String> headers = new ArrayList<>();

    @Option(names = "--admin", paramLabel = "[HOST:]PORT", description = "Ask the Lictor with this --admin.")
    @Nullable
    String admin;

    @Option(names = "--json", description = "Everything, as JSON.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say all this.")
    boolean help;

    @Mixin
    ReadFlags read = new ReadFlags();

    private final Tool tool;

    ExplainCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() {
        return tool.run(this::explain);
    }

    private int explain() throws UsageException, UnreachableException, IOException, InterruptedException {
        String consul = read.consul;
        if (admin != null && consul != null) {
            throw new UsageException("--admin and --consul (expected: one of them)");
        }
        read.check();
        Question question = question();
        ExplainReport report = consul == null ? ofRunning(question) : ofRegistry(question, consul);
        tool.out.print(json ? AdminClient.json(report) : ExplainText.of(report));
        String verdict = report.explanation().verdict();
        boolean routed = verdict.equals(Explanation.ROUTED) || verdict.equals(Explanation.ANSWERED);
        return routed ? Tool.OK : Tool.NO;
    }

    private Question question() throws UsageException {
        if (words.isEmpty() || words.size() > 2) {
            throw new UsageException(
                    words.isEmpty()
                            ? "no URL (expected: lictor explain [METHOD] https://HOST/PATH)"
                            : "\"" + words.get(2) + "\" (expected: only [METHOD] and URL)");
        }
        try {
            return Question.of(words.size() == 2 ? words.get(0) : "GET", words.get(words.size() - 1), headers);
        } catch (NotAQuestionException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private ExplainReport ofRunning(Question question) throws UsageException, UnreachableException {
        String address = tool.admin(admin);
        try {
            return new AdminClient(address).explain(question);
        } catch (IOException e) {
            throw Tool.unreachable("Lictor's admin server at " + address, e);
        }
    }

    private ExplainReport ofRegistry(Question question, String address)
            throws UsageException, UnreachableException, InterruptedException {
        RegistryReading reading = tool.reading(address, read);
        return ExplainReport.of(
                DryRun.explain(reading.state(), question),
                reading.state(),
                reading::instances,
                reading.problems(),
                false);
    }
}
