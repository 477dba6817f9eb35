using System.CommandLine;
using System.CommandLine.Parsing;

namespace GangExitStream.Cli.Options;

/// <summary>
/// The values of a command's options, each from the strongest source that has it: command line, environment, file of --config,
/// default. What the latter two give is parsed by the option itself, so that all sources obey the same rules. Works for any
/// option of a command; commands read their options here and not from the parsed line, which knows the command line only.
/// </summary>
internal sealed class Settings
{
    // A text that begins with @ is no file of arguments.
    public static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private readonly ParseResult _line;
    private readonly ParseResult? _configured; // of options that the line doesn't have
    private readonly SettingSources _sources;
    private readonly Dictionary<Option, List<GivenValue>> _given;

    /// <param name="line">The parsed command line.</param>
    /// <param name="sources">The rest.</param>
    public Settings(ParseResult line, SettingSources sources)
    {
        (_line, _sources) = (line, sources);
        _given = OptionNames.OptionsOf(line).ToDictionary(option => option, option => (List<GivenValue>)[.. sources.ValuesOf(option), .. OfLine(option)]);
        var configured = _given.Where(pair => pair.Value is [.., { Origin: not Origin.Flag }]).ToList();
        if (configured.Count > 0)
            _configured = Parse(configured);
    }

    /// <summary>The settings that a command was started with.</summary>
    public static Settings Of(ParseResult result) => ((Invocation)result.InvocationConfiguration).Settings;

    /// <summary>The command that they are for.</summary>
    public Command Command => _line.CommandResult.Command;

    /// <summary>Where results go.</summary>
    public TextWriter Output => _line.InvocationConfiguration.Output;

    /// <summary>Where everything else goes.</summary>
    public TextWriter Error => _line.InvocationConfiguration.Error;

    /// <summary>The options that the command has.</summary>
    public IEnumerable<Option> Options => _given.Keys;

    /// <summary>An option's value, or its default.</summary>
    public T? GetValue<T>(Option<T> option) => (_configured?.GetResult(option) is null ? _line : _configured).GetValue(option);

    /// <summary>As <see cref="GetValue{T}(Option{T})"/>, for an option that has a default.</summary>
    public T GetRequiredValue<T>(Option<T> option) => (_configured?.GetResult(option) is null ? _line : _configured).GetRequiredValue(option);

    /// <summary>An argument's value: only the command line has arguments.</summary>
    public T? GetValue<T>(Argument<T> argument) => _line.GetValue(argument);

    /// <summary>The same, for an argument that must be there.</summary>
    public T GetRequiredValue<T>(Argument<T> argument) => _line.GetRequiredValue(argument);

    /// <summary>Whether any source has the option.</summary>
    public bool IsGiven(Option option) => GivenTo(option).Count > 0;

    /// <summary>What all sources give, the strongest last.</summary>
    public IReadOnlyList<GivenValue> GivenTo(Option option) => _given.GetValueOrDefault(option, []);

    /// <summary>What the strongest source gives: several values for a list.</summary>
    public IReadOnlyList<GivenValue> InEffect(Option option) =>
        GivenTo(option) is [.., var last] all ? [.. all.Where(value => value.Origin == last.Origin)] : [];

    /// <summary>What is wrong with the sources, the line and each option's value.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            var each = _sources.Problems.Concat(_line.Errors.Select(Describe)).Concat(ConfiguredProblems).ToList();
            if (each.Count > 0)
                return each;
            var rules = _line.CommandResult.Command is CheckedCommand command ? command.Problems(this) : [];
            return VerbosityOptions.Problem(this) is { } problem ? rules.Append(problem) : rules;
        }
    }

    /// <summary>As <see cref="Problems"/>, but for what is said of arguments: a command that isn't run needs none.</summary>
    public IEnumerable<string> OptionProblems => _sources.Problems
        .Concat(_line.Errors.Where(error => OptionOf(error.SymbolResult) is not null || _line.UnmatchedTokens.Count > 0).Select(Describe))
        .Concat(ConfiguredProblems);

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
