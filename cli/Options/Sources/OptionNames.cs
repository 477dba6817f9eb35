using System.CommandLine;
using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options.Sources;

/// <summary>The names of options in each source, and the options of commands.</summary>
internal static class OptionNames
{
    public const string EnvironmentPrefix = "GANGEXIT_";

    /// <summary>An option's name in a file: without its dashes.</summary>
    public static string KeyOf(Option option) => option.Name.TrimStart('-');

    /// <summary>An option's environment variable.</summary>
    public static string VariableOf(Option option) => EnvironmentPrefix + KeyOf(option).Replace('-', '_').ToUpperInvariant();

    /// <summary>Whether an option takes several values.</summary>
    public static bool IsList(Option option) => option.Arity.MaximumNumberOfValues > 1;

    /// <summary>The options of a command and its parents, without help and version.</summary>
    public static IEnumerable<Option> OptionsOf(ParseResult line) => KnownTo(line.CommandResult).Where(TakesValue);

    /// <summary>The options of a command and its parents.</summary>
    public static IEnumerable<Option> KnownTo(CommandResult result) =>
        result.Command.Options.Concat(Path(result).SelectMany(command => command.Options).Where(option => option.Recursive)).Distinct();

    /// <summary>The options of a command and all commands below it.</summary>
    public static IEnumerable<Option> AllOf(Command command) =>
        command.Options.Where(TakesValue).Concat(command.Subcommands.SelectMany(AllOf));

    /// <summary>The command of a command line and its parents up to the root.</summary>
    public static IEnumerable<Command> Path(ParseResult line) => Path(line.CommandResult);

    private static IEnumerable<Command> Path(CommandResult result)
    {
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
            yield return command.Command;
    }

    // --help and --version are actions without a value.
    private static bool TakesValue(Option option) => option.Action is null;
}
