using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace GangExitStream.Cli.Options.Sources;

/// <summary>One provider of configuration, accessed by options.</summary>
internal sealed class SettingSource(IConfigurationProvider provider, Origin origin)
{
    /// <summary>An option's name in this source.</summary>
    public required Func<Option, string> NameOf { get; init; }

    /// <summary>The place of a name, for messages.</summary>
    public required Func<string, string> PlaceOf { get; init; }

    /// <summary>The message for a name that no option has.</summary>
    public required Func<string, string> Describe { get; init; }

    /// <summary>Compares names.</summary>
    public required StringComparer Comparer { get; init; }

    /// <summary>The names in this source that none of these options has.</summary>
    public IEnumerable<string> Unknown(IReadOnlyCollection<Option> known) =>
        provider.GetChildKeys([], null).Except(known.Select(NameOf), Comparer);

    /// <summary>The refusal of an unknown name, with the nearest known one.</summary>
    public string Refusal(string name, IReadOnlyCollection<Option> known) =>
        $"{Describe(name)}; the nearest is {NearestName.Of(name, known.Select(NameOf))}.";

    /// <summary>An option's values as on a command line. A list has one value per line, element, or key of an object (key=value).</summary>
    public IEnumerable<GivenValue> ValuesOf(Option option, List<string> problems)
    {
        var name = NameOf(option);
        return Texts(name, option, problems).Where(text => text.Length > 0).Select(text => new GivenValue(text, origin, PlaceOf(name)));
    }

    private IEnumerable<string> Texts(string name, Option option, List<string> problems)
    {
        var list = OptionNames.IsList(option);
        if (provider.TryGet(name, out var text) && text is { Length: > 0 })
            return list ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [Word(text, option)];
        var children = provider.GetChildKeys([], name).Distinct(Comparer).ToList();
        if (children.Count == 0)
            return [];
        if (list && children.TrueForAll(child => IsScalar(name, child)))
            return children.Select(child => Element(name, child));
        problems.Add($"{PlaceOf(name)} must be a text, a number, true or false{(list ? ", a list of them, or an object of them" : "")}.");
        return [];
    }

    private bool IsScalar(string name, string child) => !provider.GetChildKeys([], ConfigurationPath.Combine(name, child)).Any();

    private string Element(string name, string child)
    {
        provider.TryGet(ConfigurationPath.Combine(name, child), out var text);
        return int.TryParse(child, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? text ?? "" : $"{child}={text}";
    }

    // The library reads JSON's true as "True".
    private static string Word(string text, Option option) =>
        option.ValueType == typeof(bool) && bool.TryParse(text, out var value) ? (value ? "true" : "false") : text;
}
