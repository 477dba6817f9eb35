using System.CommandLine;
using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options.Sources;

/// <summary>Names the command or option nearest to a word that is none.</summary>
internal static class UnknownWord
{
    /// <summary>The problem of the first unknown word, or of a command that is missing; null: neither.</summary>
    public static string? ProblemOf(ParseResult line)
    {
        var commands = line.CommandResult.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name).ToList();
        return (line.UnmatchedTokens is [var first, ..] ? first : null) switch
        {
            { } word when word.StartsWith('-') => OptionProblem(word, line.CommandResult),
            { } word when commands.Count > 0 => $"there is no command '{word}'; the nearest is '{NearestName.Of(word, commands)}'.",
            null when commands.Count > 0 && line.CommandResult.Command.Action is null => $"a command is missing: {string.Join(", ", commands)}.",
            _ => null,
        };
    }

    /// <summary>The problem of an unknown option.</summary>
    public static string OptionProblem(string option, CommandResult result)
    {
        var known = Options(result).Where(known => !known.Hidden).SelectMany(known => known.Aliases.Prepend(known.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal));
        return $"there is no option '{option}'; the nearest is '{NearestName.Of(option.Split('=')[0], known)}'.";
    }

    private static IEnumerable<Option> Options(CommandResult result)
    {
        foreach (var option in result.Command.Options)
            yield return option;
        for (var parent = result.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
        {
            foreach (var option in parent.Command.Options.Where(option => option.Recursive))
                yield return option;
        }
    }
}
