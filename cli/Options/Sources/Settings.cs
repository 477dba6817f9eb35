using System.CommandLine;
using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options.Sources;

/// <summary>
/// The values of a command's options, each from the source with the highest priority that has it: command line, environment, file of
/// --config, default. The option parses the values of all sources, so the same rules apply. Commands must read their options here, not
/// from the parse result, which has the command line only.
/// </summary>
internal sealed class Settings
{
    // Turns response files off: a text that begins with @ is a value.
    public static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private readonly ParseResult _line;
    private readonly ParseResult? _configured; // options that are not on the command line
    private readonly SettingSources _sources;
    private readonly Dictionary<Option, List<GivenValue>> _given;

    /// <param name="line">The parsed command line.</param>
    /// <param name="sources">The other sources.</param>
    public Settings(ParseResult line, SettingSources sources)
    {
        (_line, _sources) = (line, sources);
        _given = OptionNames.OptionsOf(line).ToDictionary(option => option, option => (List<GivenValue>)[.. sources.ValuesOf(option), .. OfLine(option)]);
        var configured = _given.Where(pair => pair.Value is [.., { Origin: not Origin.Flag }]).ToList();
        if (configured.Count > 0)
            _configured = Parse(configured);
    }

    /// <summary>The settings of an invocation.</summary>
    public static Settings Of(ParseResult result) => ((Invocation)result.InvocationConfiguration).Settings;

    /// <summary>The command.</summary>
    public Command Command => _line.CommandResult.Command;

    /// <summary>Receives results.</summary>
    public TextWriter Output => _line.InvocationConfiguration.Output;

    /// <summary>Receives everything else.</summary>
    public TextWriter Error => _line.InvocationConfiguration.Error;

    /// <summary>The command's options.</summary>
    public IEnumerable<Option> Options => _given.Keys;

    /// <summary>An option's value, or its default.</summary>
    public T? GetValue<T>(Option<T> option) => (_configured?.GetResult(option) is null ? _line : _configured).GetValue(option);

    /// <summary>As <see cref="GetValue{T}(Option{T})"/>, for an option that has a default.</summary>
    public T GetRequiredValue<T>(Option<T> option) => (_configured?.GetResult(option) is null ? _line : _configured).GetRequiredValue(option);

    /// <summary>An argument's value: only the command line has arguments.</summary>
    public T? GetValue<T>(Argument<T> argument) => _line.GetValue(argument);

    /// <summary>As <see cref="GetValue{T}(Argument{T})"/>, for a required argument.</summary>
    public T GetRequiredValue<T>(Argument<T> argument) => _line.GetRequiredValue(argument);

    /// <summary>Whether any source has the option.</summary>
    public bool IsGiven(Option option) => GivenTo(option).Count > 0;

    /// <summary>The values of all sources, in ascending priority.</summary>
    public IReadOnlyList<GivenValue> GivenTo(Option option) => _given.GetValueOrDefault(option, []);

    /// <summary>The values of the source with the highest priority; several for a list.</summary>
    public IReadOnlyList<GivenValue> InEffect(Option option) =>
        GivenTo(option) is [.., var last] all ? [.. all.Where(value => value.Origin == last.Origin)] : [];

    /// <summary>The problems of the sources, the command line and each option's value.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            var each = _sources.Problems.Concat(LineProblems).Concat(ConfiguredProblems).ToList();
            if (each.Count > 0)
                return each;
            var rules = _line.CommandResult.Command is CheckedCommand command ? command.Problems(this) : [];
            return VerbosityOptions.Problem(this) is { } problem ? rules.Append(problem) : rules;
        }
    }

    /// <summary>As <see cref="Problems"/>, without those of arguments, which are not needed if the command isn't run.</summary>
    public IEnumerable<string> OptionProblems => _sources.Problems
        .Concat(_line.Errors.Where(error => OptionOf(error.SymbolResult) is not null || _line.UnmatchedTokens.Count > 0).Select(Describe))
        .Concat(ConfiguredProblems);

    // Of unknown words only the first one is named: what follows it may be its value.
    private IEnumerable<string> LineProblems => UnknownWord.ProblemOf(_line) is { } unknown
        ? _line.Errors.Where(error => OptionOf(error.SymbolResult) is not null).Select(Describe).Prepend(unknown)
        : _line.Errors.Select(Describe);

    private IEnumerable<string> ConfiguredProblems => _configured?.Errors.Select(Describe) ?? [];

    private static ParseResult Parse(List<KeyValuePair<Option, List<GivenValue>>> configured)
    {
        var command = new Command("configured");
        foreach (var (option, _) in configured)
            command.Options.Add(option);
        var strongest = configured.SelectMany(pair => pair.Value.Where(value => value.Origin == pair.Value[^1].Origin).Select(value => $"{pair.Key.Name}={value.Text}"));
        return command.Parse([.. strongest], Parsing);
    }

    private IEnumerable<GivenValue> OfLine(Option option) => _line.GetResult(option) switch
    {
        { Implicit: false, Tokens.Count: 0 } when option.ValueType == typeof(bool) => [new GivenValue("true", Origin.Flag, option.Name)],
        { Implicit: false, Tokens: var tokens } => tokens.Select(token => new GivenValue(token.Value, Origin.Flag, option.Name)),
        _ => [],
    };

    private string Describe(ParseError error)
    {
        var option = OptionOf(error.SymbolResult);
        var text = ParseErrorText.Of(error, option);
        return option is not null && GivenTo(option) is [.., var last] && !text.Contains(last.Place, StringComparison.Ordinal) ? $"{last.Place}: {text}" : text;
    }

    private static Option? OptionOf(SymbolResult? symbol)
    {
        for (; symbol is not null; symbol = symbol.Parent)
        {
            if (symbol is OptionResult option)
                return option.Option;
        }
        return null;
    }
}

/// <summary>The configuration of a command's invocation, including its settings.</summary>
internal sealed class Invocation : InvocationConfiguration
{
    public required Settings Settings { get; init; }
}
