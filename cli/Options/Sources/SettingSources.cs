using System.Collections.ObjectModel;
using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace GangExitStream.Cli.Options.Sources;

/// <summary>
/// The sources of options' values besides the command line, in ascending priority: the JSON file of --config, then the <c>GANGEXIT_*</c>
/// variables. Builds nothing if there is neither: start-up time matters for a report.
/// </summary>
internal sealed class SettingSources
{
    /// <summary>Variables with the prefix that belong to no option.</summary>
    private static readonly string[] OtherVariables = [App.DebugVariable];

    private readonly List<SettingSource> _sources = [];
    private readonly List<string> _problems = [];

    /// <summary>No sources: every option has its default.</summary>
    public static SettingSources None => new(ReadOnlyDictionary<string, string>.Empty, null);

    /// <param name="variables">All environment variables.</param>
    /// <param name="path">The file; null: none.</param>
    public SettingSources(IReadOnlyDictionary<string, string> variables, string? path)
    {
        if (path is not null)
            AddFile(path);
        var ours = variables.Where(variable => IsSetting(variable.Key) && variable.Value.Length > 0).ToList();
        if (ours.Count > 0)
            Add(builder => builder.AddInMemoryCollection(ours.Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value))), EnvironmentSource);
    }

    /// <summary>The problems of the file, and unknown names.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>An option's values in ascending priority.</summary>
    public IEnumerable<GivenValue> ValuesOf(Option option) => _sources.SelectMany(source => source.ValuesOf(option, _problems));

    /// <summary>Refuses names that no option has. One file, and one environment, may serve all commands.</summary>
    /// <param name="options">The options of the command that runs.</param>
    /// <param name="everyOption">The options of all commands; called if a name is not among the former.</param>
    public void Check(IReadOnlyCollection<Option> options, Func<IEnumerable<Option>> everyOption)
    {
        if (_sources.TrueForAll(source => !source.Unknown(options).Any()))
            return;
        var known = everyOption().ToList();
        foreach (var source in _sources)
            _problems.AddRange(source.Unknown(known).Select(name => source.Refusal(name, known)));
    }

    private static bool IsSetting(string variable) =>
        variable.StartsWith(OptionNames.EnvironmentPrefix, StringComparison.Ordinal) && !OtherVariables.Contains(variable);

    private void AddFile(string path)
    {
        try
        {
            using var json = new MemoryStream(File.ReadAllBytes(path));
            Add(builder => builder.AddJsonStream(json), provider => FileSource(provider, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException)
        {
            _problems.Add($"{path}: {e.Message}");
        }
    }

    private void Add(Action<IConfigurationBuilder> add, Func<IConfigurationProvider, SettingSource> source)
    {
        var builder = new ConfigurationBuilder();
        add(builder);
        _sources.Add(source(builder.Build().Providers.Single()));
    }

    private static SettingSource EnvironmentSource(IConfigurationProvider provider) => new(provider, Origin.Environment)
    {
        NameOf = OptionNames.VariableOf,
        PlaceOf = static variable => variable,
        Describe = static variable => $"{variable}: no option has this variable",
        Comparer = StringComparer.Ordinal,
    };

    private static SettingSource FileSource(IConfigurationProvider provider, string path) => new(provider, Origin.File)
    {
        NameOf = OptionNames.KeyOf,
        PlaceOf = key => $"{path}: {key}",
        Describe = key => $"{path}: no command has an option '{key}'",
        Comparer = StringComparer.OrdinalIgnoreCase, // as the library's keys
    };
}
