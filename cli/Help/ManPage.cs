using System.CommandLine;
using System.Text;

namespace GangExitStream.Cli.Help;

/// <summary>gangexit(1), generated from the commands. docs/gangexit.1 is its output, which a test checks.</summary>
internal static class ManPage
{
    /// <summary>The page in man(7)'s format, without date and version, so that it changes only with a command.</summary>
    public static string Of(Command root)
    {
        var nodes = CommandNode.All(root).ToList();
        var page = new StringBuilder();
        page.Append(".TH GANGEXIT 1 \"\" GangExitStream \"User Commands\"\n.SH NAME\ngangexit \\- ").Append(Text(root.Description)).Append('\n');
        page.Append(".SH SYNOPSIS\n");
        foreach (var node in nodes.Where(static node => !node.Subcommands.Any()))
            page.Append(".B ").Append(Text(node.Path)).Append('\n').Append(Text(Arguments(node))).Append("\n.br\n");
        page.Append(".SH COMMANDS\n");
        var options = nodes[0].Options.ToHashSet();
        foreach (var node in nodes.Skip(1))
            AppendCommand(page, node, options);
        page.Append(".SH \"OPTIONS OF ALL COMMANDS\"\n");
        foreach (var option in nodes[0].Options)
            AppendOption(page, option);
        page.Append(Rest);
        return page.ToString();
    }

    private const string Rest = """
        .SH "EXIT STATUS"
        .TP
        0
        done
        .TP
        1
        failed
        .TP
        2
        wrong usage, or wrong settings
        .TP
        3
        done, but the input was damaged or lossy
        .SH ENVIRONMENT
        Each option can be given as a variable:
        .B GANGEXIT_COMMIT_INTERVAL
        is
        .BR \-\-commit\-interval .
        The command line wins over the environment, the environment over the file of
        .BR \-\-config .
        .SH "SEE ALSO"
        .BR perf\-record (1),
        .BR trace\-cmd (1)

        """;

    private static void AppendCommand(StringBuilder page, CommandNode node, HashSet<Option> known)
    {
        page.Append(".SS ").Append(Text(node.Path)).Append('\n').Append(Text(node.Command.Description)).Append('\n');
        foreach (var argument in node.Command.Arguments)
            page.Append(".TP\n.I ").Append(Text(argument.HelpName ?? argument.Name)).Append('\n').Append(Text(argument.Description)).Append('\n');
        foreach (var option in node.Options.Where(option => !known.Contains(option) && node.Command.Options.Contains(option)))
            AppendOption(page, option);
        if (CommandExamples.Of(node.Path) is not { Count: > 0 } examples)
            return;
        page.Append(".PP\nExamples:\n");
        foreach (var (line, what) in examples)
            page.Append(".TP\n.B ").Append(Text(line)).Append('\n').Append(Text(what)).Append('\n');
    }

    private static void AppendOption(StringBuilder page, Option option)
    {
        page.Append(".TP\n.BR ").AppendJoin(" \", \" ", CommandNode.NamesOf(option).Select(Text));
        if (CommandNode.TakesValue(option))
            page.Append(" \" ").Append(Text(Value(option))).Append('"');
        page.Append('\n').Append(Text(option.Description)).Append('\n');
    }

    private static string Value(Option option) =>
        option.HelpName ?? (CommandNode.ValuesOf(option) is { Count: > 0 } values ? string.Join('|', values) : option.Name.TrimStart('-').ToUpperInvariant());

    private static string Arguments(CommandNode node) =>
        string.Join(' ', node.Command.Arguments.Select(static argument => argument.Arity.MinimumNumberOfValues > 0 ? argument.Name : $"[{argument.Name}]").Append("[options]"));

    // troff turns an unescaped dash into a hyphen, and a line must not begin with a dot or an apostrophe.
    private static string Text(string? text)
    {
        var escaped = (text ?? "").Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).ReplaceLineEndings(" ");
        return escaped is ['.' or '\'', ..] ? "\\&" + escaped : escaped;
    }
}
