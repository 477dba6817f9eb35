using System.CommandLine;
using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options;

/// <summary>
/// Options that the command line doesn't give are taken from the environment (<c>GANGEXIT_BOOTSTRAP_SERVER</c>), then from
/// the file of <c>--config</c>: they become arguments, so that all sources are parsed and checked by the same rules.
/// </summary>
internal static class ArgumentExpansion
{
    public const string EnvironmentPrefix = "GANGEXIT_";

    public static ExpandedArguments Expand(RootCommand root, Option<string?> config, string[] args, Func<string, string?> environment)
    {
        var result = root.Parse(args);
        var path = result.GetResult(config) is { Implicit: false, Errors: var errors } && !errors.Any()
            ? result.GetValue(config)
            : environment(VariableOf(config));
        var file = path is null ? ConfigFile.Empty : ConfigFile.Read(path, OptionNames(root));
        var more = Options(result).Where(option => option != config).Select(option => From(option, result, file, environment)).ToList();
        return new ExpandedArguments(Join(args, result, more), file.Problems);
    }

    /// <summary>An option's name in a file: without its dashes.</summary>
    public static string NameOf(Option option) => option.Name.TrimStart('-');

    private static string VariableOf(Option option) =>
        EnvironmentPrefix + NameOf(option).Replace('-', '_').ToUpperInvariant();

    private static More From(Option option, ParseResult result, ConfigFile file, Func<string, string?> environment)
    {
        var isList = option.Arity.MaximumNumberOfValues > 1;
        if (!isList && result.GetResult(option) is { Implicit: false })
            return new More(option, []);
        IReadOnlyList<string> values = environment(VariableOf(option)) is { Length: > 0 } text ? [text] : file.ValuesOf(NameOf(option));
        return new More(option, [.. values.Select(value => $"{option.Name}={value}")]);
    }

    // Behind the command's name and before what the user wrote, so that his win in lists.
    private static string[] Join(string[] args, ParseResult result, List<More> more)
    {
        var names = Path(result).Count() - 1;
        return [.. args[..names], .. more.SelectMany(m => m.Arguments), .. args[names..]];
    }

    /// <summary>The command, the one it is a part of, and so on up to the root.</summary>
    private static IEnumerable<Command> Path(ParseResult result)
    {
        for (SymbolResult? at = result.CommandResult; at is CommandResult command; at = at.Parent)
            yield return command.Command;
    }

    private static IEnumerable<Option> Options(ParseResult result) =>
        result.CommandResult.Command.Options
            .Concat(Path(result).SelectMany(command => command.Options).Where(option => option.Recursive))
            .Where(IsOurs)
            .Distinct();

    private static HashSet<string> OptionNames(Command command)
    {
        var names = command.Options.Where(IsOurs).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        foreach (var sub in command.Subcommands)
            names.UnionWith(OptionNames(sub));
        return names;
    }

    private static bool IsOurs(Option option) => option.Action is null;

    private sealed record More(Option Option, string[] Arguments);
}

/// <summary>A command line that holds every source's options.</summary>
/// <param name="Arguments">As if the user had typed them all; secrets may be among them.</param>
/// <param name="Problems">What is wrong with the file.</param>
internal sealed record ExpandedArguments(string[] Arguments, IReadOnlyList<string> Problems);
