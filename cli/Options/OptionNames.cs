using System.CommandLine;
using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options;

/// <summary>Options under the names that each source has for them, and which options there are.</summary>
internal static class OptionNames
{
    public const string EnvironmentPrefix = "GANGEXIT_";

    /// <summary>An option's name in a file: without its dashes.</summary>
    public static string KeyOf(Option option) => option.Name.TrimStart('-');

    /// <summary>An option's environment variable.</summary>
    public static string VariableOf(Option option) => EnvironmentPrefix + KeyOf(option).Replace('-', '_').ToUpperInvariant();

    /// <summary>Whether an option takes several values.</summary>
    public static bool IsList(Option option) => option.Arity.MaximumNumberOfValues > 1;

    /// <summary>A command's own options and those of the commands that it is a part of, help aside.</summary>
    public static IEnumerable<Option> OptionsOf(ParseResult line) =>
        line.CommandResult.Command.Options
            .Concat(Path(line).SelectMany(command => command.Options).Where(option => option.Recursive))
            .Where(TakesValue)
            .Distinct();

    /// <summary>The options of a command and of all below it.</summary>
    public static IEnumerable<Option> AllOf(Command command) =>
        command.Options.Where(TakesValue).Concat(command.Subcommands.SelectMany(AllOf));

    /// <summary>The command of a line, the one it is a part of, and so on up to the root.</summary>
    public static IEnumerable<Command> Path(ParseResult line)
    {
        for (SymbolResult? at = line.CommandResult; at is CommandResult command; at = at.Parent)
            yield return command.Command;
    }

    // --help and --version do something; they hold no value.
    private static bool TakesValue(Option option) => option.Action is null;
}
