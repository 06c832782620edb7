package io.lictor.server;

import io.lictor.server.importer.ImportException;
import io.lictor.server.importer.ImportResult;
import io.lictor.server.importer.ImportText;
import io.lictor.server.importer.Importer;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lictor import}: what does the same as an nginx.conf, a template of one, or tags. Runs on the main thread. */
@Command(
        name = "import",
        sortOptions = false,
        usageHelpWidth = 100,
        separator = " ",
        customSynopsis = "lictor import FILE [--as flags|tags|kv]",
        header = {"What does the same as an nginx.conf, as a template of consul-template, or as tags.", ""},
        descriptionHeading = "%nExamples:%n",
        description = {
            "  lictor import /etc/nginx/nginx.conf",
            "  lictor import upstream.ctmpl --as tags",
            "  lictor import urlprefix-tags.txt",
            ""
        },
        footer = {
            "",
            "FILE is an nginx.conf, or a part of one (its include patterns are followed), the same with the",
            "actions of consul-template in it, or tags, one a line. First comes each line of it and what becomes",
            "of it: same, differs (how), needless, or not supported; then flags, tags or KV commands.",
            "docs/nginx-parity.md has the table of directives.",
            "",
            "Exit codes: 0 all carried over, 1 something is not supported, 2 wrong usage or not to be read as",
            "a configuration, 3 the file cannot be read."
        })
final class ImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "0..*", hidden = true)
    List<String> files = new ArrayList<>();

    @Option(names = "--as", paramLabel = "FORM", description = "flags, tags or kv. Default: flags.")
    String form = "flags";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say all this.")
    boolean help;

    private final Tool tool;

    ImportCommand(Tool tool) {
        this.tool = tool;
    }

    @Override
    public Integer call() {
        return tool.run(this::convert);
    }

    private int convert() throws UsageException, IOException {
        if (files.size() != 1) {
            throw new UsageException(files.isEmpty() ? "no FILE" : "\"" + files.get(1) + "\" (expected: one FILE)");
        }
        ImportText.Form as = switch (form) {
            case "flags" -> ImportText.Form.FLAGS;
            case "tags" -> ImportText.Form.TAGS;
            case "kv" -> ImportText.Form.KV;
            default -> throw UsageException.expected("--as", form, "flags, tags or kv");
        };
        Path file = Path.of(files.get(0));
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such file");
        }
        try {
            ImportResult result = Importer.of(file);
            tool.out.print(ImportText.of(result, as));
            return result.isComplete() ? Tool.OK : Tool.NO;
        } catch (ImportException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        } catch (CharacterCodingException e) {
            throw new UsageException(file + ": not UTF-8");
        }
    }
}
