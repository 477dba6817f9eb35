using System.CommandLine;
using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options;

/// <summary>
/// Options that the command line doesn't give are taken from the environment (<c>GANGEXIT_BOOTSTRAP_SERVER</c>), then from
/// the file of <c>--config</c>: they become arguments, so that all sources are parsed and checked by the same rules. Of a list all
/// sources' values are taken, the stronger ones last.
/// </summary>
internal sealed class ArgumentExpansion(Option<string?> config, Func<string, string?> environment, Func<Command> everyCommand)
{
    public const string EnvironmentPrefix = "GANGEXIT_";

    // A text that begins with @ is no file of arguments.
    public static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public ExpandedArguments Expand(Command root, string[] args)
    {
        var result = root.Parse(args, Parsing);
        var path = Given(config, result, ConfigFile.Empty) is [.., var last] ? last.Text : null;
        var file = path is null ? ConfigFile.Empty : ConfigFile.Read(path);
        var known = OptionNames(root);
        if (file.Names.Any(name => !known.Contains(name)))
            file.Check(OptionNames(everyCommand())); // one file may serve all commands; not all of them are made at each start
        var given = Options(result).ToDictionary(option => option, option => Given(option, result, file));
        return new ExpandedArguments(Join(args, result, given), file.Problems, given);
    }

    /// <summary>An option's name in a file: without its dashes.</summary>
    public static string NameOf(Option option) => option.Name.TrimStart('-');

    /// <summary>An option's environment variable.</summary>
    public static string VariableOf(Option option) =>
        EnvironmentPrefix + NameOf(option).Replace('-', '_').ToUpperInvariant();

    /// <summary>A command's own options and those of the commands that it is a part of, help aside.</summary>
    public static IEnumerable<Option> Options(ParseResult result) =>
        result.CommandResult.Command.Options
            .Concat(Path(result).SelectMany(command => command.Options).Where(option => option.Recursive))
            .Where(IsOurs)
            .Distinct();

    private List<GivenValue> Given(Option option, ParseResult result, ConfigFile file)
    {
        List<GivenValue> all = [.. FromFile(option, file), .. FromEnvironment(option), .. FromFlags(option, result)];
        return IsList(option) || all.Count == 0 ? all : [.. all.Where(value => value.Origin == all[^1].Origin)];
    }

    private static IEnumerable<GivenValue> FromFile(Option option, ConfigFile file) =>
        file.ValuesOf(NameOf(option)).Select(text => new GivenValue(text, Origin.File, $"{file.Path}: {NameOf(option)}"));

    // A list is one value a line.
    private IEnumerable<GivenValue> FromEnvironment(Option option)
    {
        var name = VariableOf(option);
        if (environment(name) is not { Length: > 0 } text)
            return [];
        string[] texts = IsList(option) ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text];
        return texts.Select(one => new GivenValue(one, Origin.Environment, name));
    }

    private static IEnumerable<GivenValue> FromFlags(Option option, ParseResult result) => result.GetResult(option) switch
    {
        { Implicit: false, Tokens.Count: 0 } when option.ValueType == typeof(bool) => [new GivenValue("true", Origin.Flag, option.Name)],
        { Implicit: false, Tokens: var tokens } => tokens.Select(token => new GivenValue(token.Value, Origin.Flag, option.Name)),
        _ => [],
    };

    // Behind the command's name and before what the user wrote, so that his win in lists.
    private static string[] Join(string[] args, ParseResult result, Dictionary<Option, List<GivenValue>> given)
    {
        var names = Path(result).Count() - 1;
        var more = given.SelectMany(pair => pair.Value.Where(value => value.Origin != Origin.Flag).Select(value => $"{pair.Key.Name}={value.Text}"));
        return [.. args[..names], .. more, .. args[names..]];
    }

    /// <summary>The command, the one it is a part of, and so on up to the root.</summary>
    internal static IEnumerable<Command> Path(ParseResult result)
    {
        for (SymbolResult? at = result.CommandResult; at is CommandResult command; at = at.Parent)
            yield return command.Command;
    }

    private static HashSet<string> OptionNames(Command command)
    {
        var names = command.Options.Where(IsOurs).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        foreach (var sub in command.Subcommands)
            names.UnionWith(OptionNames(sub));
        return names;
    }

    private static bool IsList(Option option) => option.Arity.MaximumNumberOfValues > 1;

    private static bool IsOurs(Option option) => option.Action is null;
}
