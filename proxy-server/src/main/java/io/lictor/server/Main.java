package io.lictor.server;

import io.lictor.engine.StartException;
import io.lictor.server.app.Application;
import io.lictor.server.app.JvmDefaults;
import io.lictor.server.app.Settings;
import io.lictor.server.app.Shutdown;
import io.lictor.server.demo.DemoCommand;
import io.lictor.server.demo.DemoServiceCommand;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: {@code java -jar lictor.jar --listen 80 --route '/sso tag:S00123'}. Runs on the main thread. */
public final class Main {

    private static final int OK = 0;
    private static final int CANNOT_START = 1;
    private static final int WRONG_USAGE = 2;

    private final Map<String, String> variables;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Main(Map<String, String> variables, InputStream in, PrintStream out, PrintStream err) {
        this.variables = variables;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs until a signal comes. */
    public static void main(String[] args) {
        JvmDefaults.apply();
        int code = new Main(System.getenv(), System.in, System.out, System.err).run(args);
        System.exit(code);
    }

    /** Runs one command line and returns the exit code, where it is not ended by a signal. */
    int run(String... args) {
        Flags flags = new Flags();
        CommandLine line = new CommandLine(flags);
        if (args.length > 0) {
            command(args[0]).ifPresent(line::addSubcommand);
        }
        line.setUsageHelpLongOptionsMaxWidth(28)
                .setParameterExceptionHandler((e, given) -> wrong(reason(e)))
                .setExecutionStrategy(this::execute);
        return line.execute(args);
    }

    /** Read only when it is asked for: each costs a start some milliseconds. */
    private Optional<Object> command(String name) {
        return switch (name) {
            case "demo" -> Optional.of(new DemoCommand());
            case "demo-service" -> Optional.of(new DemoServiceCommand());
            case "explain" -> Optional.of(new ExplainCommand(newTool(name)));
            case "import" -> Optional.of(new ImportCommand(newTool(name)));
            case "learn" -> Optional.of(new LearnCommand());
            case "lint" -> Optional.of(new LintCommand(newTool(name)));
            default -> Optional.empty();
        };
    }

    private Tool newTool(String name) {
        JvmDefaults.onlyErrors();
        return new Tool(name, new Environment(variables), in, out, err);
    }

    private int execute(ParseResult parsed) {
        if (parsed.hasSubcommand()) {
            ParseResult last = parsed.subcommand();
            if (last.isUsageHelpRequested()) {
                last.commandSpec().commandLine().usage(out);
                return OK;
            }
            return new CommandLine.RunLast().execute(parsed);
        }
        Flags flags = (Flags) parsed.commandSpec().userObject();
        if (flags.help) {
            parsed.commandSpec().commandLine().usage(out);
            return OK;
        }
        if (flags.version) {
            out.println("lictor " + Version.text() + " (JDK " + Runtime.version() + ")");
            return OK;
        }
        try {
            return serve(SettingsReader.read(flags, new Environment(variables)));
        } catch (UsageException e) {
            return wrong(String.valueOf(e.getMessage()));
        }
    }

    private int serve(Settings settings) {
        try {
            Application application = Application.start(settings);
            Shutdown.onSignal(application, settings.drainTimeout().plusSeconds(10));
            application.logStart();
            Shutdown.awaitSignal();
            return OK;
        } catch (StartException e) {
            Shutdown.flushLogs();
            err.println("lictor: " + e.getMessage());
            return CANNOT_START;
        }
    }

    private int wrong(String message) {
        err.println("lictor: " + message);
        return WRONG_USAGE;
    }

    private static String reason(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return "\"" + unmatched.getUnmatched().get(0) + "\": no such flag (lictor --help lists them)";
        }
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()
                && missing.getMissing().get(0) instanceof CommandLine.Model.OptionSpec option) {
            return option.longestName() + " needs a value: " + option.paramLabel();
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong flags");
    }
}
