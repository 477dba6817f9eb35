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

    /// <summary>Refuses options among the names of traces, which the parser accepts as such.</summary>
    public static void RefuseOptions(CommandResult result, params IEnumerable<string?> traces)
    {
        foreach (var option in traces.OfType<string>().Where(trace => trace.Length > 1 && trace[0] == '-'))
            result.AddError($"{OptionProblem(option, result)} (A file of that name is ./{option}.)");
    }

    private static string OptionProblem(string option, CommandResult result)
    {
        var known = OptionNames.KnownTo(result).Where(known => !known.Hidden).SelectMany(known => known.Aliases.Prepend(known.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal));
        return $"there is no option '{option}'; the nearest is '{NearestName.Of(option.Split('=')[0], known)}'.";
    }
}
