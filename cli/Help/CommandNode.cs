using System.CommandLine;
using System.CommandLine.Completions;

namespace GangExitStream.Cli.Help;

/// <summary>A command for completion and the man page.</summary>
/// <param name="Path">The command with its parents: "gangexit watch counts".</param>
/// <param name="Command">The command.</param>
internal sealed record CommandNode(string Path, Command Command)
{
    /// <summary>The program's name.</summary>
    public const string Program = "gangexit";

    /// <summary>Names of its subcommands.</summary>
    public IEnumerable<string> Subcommands => Command.Subcommands.Where(static command => !command.Hidden).Select(static command => command.Name);

    /// <summary>Its options and those of its parents.</summary>
    public required IReadOnlyList<Option> Options { get; init; }

    /// <summary>The root and all commands below it, in the order of the help text.</summary>
    public static IEnumerable<CommandNode> All(Command root) => Under(Program, root, []);

    /// <summary>An option's names, the main one first.</summary>
    public static IEnumerable<string> NamesOf(Option option) => option.Aliases.Prepend(option.Name).Where(static name => name.StartsWith('-')).Distinct(StringComparer.Ordinal);

    /// <summary>The values of an option that takes one of a list; otherwise empty.</summary>
    public static IReadOnlyList<string> ValuesOf(Option option) =>
        option.ValueType == typeof(bool) || !TakesValue(option) ? [] : Named(option) ?? [.. option.GetCompletions(CompletionContext.Empty).Select(static item => item.Label)];

    /// <summary>Whether the option takes a value.</summary>
    public static bool TakesValue(Option option) => option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);

    // HelpName "table|json": a choice whose default is determined later.
    private static string[]? Named(Option option) => option.HelpName is { } name && name.Contains('|', StringComparison.Ordinal) && !name.Any(char.IsUpper) ? name.Split('|') : null;

    private static IEnumerable<CommandNode> Under(string path, Command command, IEnumerable<Option> above)
    {
        var options = command.Options.Concat(above).Where(static option => !option.Hidden).Distinct().ToList();
        yield return new CommandNode(path, command) { Options = options };
        foreach (var sub in command.Subcommands.Where(static sub => !sub.Hidden))
        {
            foreach (var node in Under($"{path} {sub.Name}", sub, options.Where(static option => option.Recursive)))
                yield return node;
        }
    }
}
