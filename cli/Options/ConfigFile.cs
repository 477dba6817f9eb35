using System.Text.Json;
using GangExitStream.Detection;

namespace GangExitStream.Cli.Options;

/// <summary>The JSON file of <c>--config</c>: one object, the options' names without dashes.</summary>
internal sealed class ConfigFile
{
    private static readonly JsonDocumentOptions Relaxed = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private readonly Dictionary<string, string[]> _values = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    public static ConfigFile Empty => new();

    public string Path { get; private init; } = "";

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The keys it has.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    public static ConfigFile Read(string path)
    {
        var file = new ConfigFile { Path = path };
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), Relaxed);
            file.Take(json.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            file._problems.Add($"{path}: {e.Message}");
        }
        return file;
    }

    /// <summary>The values of an option, as a command line would give them.</summary>
    public IReadOnlyList<string> ValuesOf(string name) => _values.GetValueOrDefault(name, []);

    /// <summary>Refuses what no command has.</summary>
    public void Check(IReadOnlySet<string> names)
    {
        foreach (var name in _values.Keys.Where(name => !names.Contains(name)))
            _problems.Add($"{Path}: no command has an option '{name}'.");
    }

    private void Take(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            _problems.Add($"{Path}: the file must hold one JSON object.");
            return;
        }
        foreach (var property in root.EnumerateObject())
        {
            if (ToArguments(property.Value) is { } arguments)
                _values[property.Name] = arguments;
            else
                _problems.Add($"{Path}: '{property.Name}' must be a text, a number, true or false, a list of them, or an object of them.");
        }
    }

    private static string[]? ToArguments(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => All(value.EnumerateObject().Select(p => Scalar(p.Value) is { } text ? $"{p.Name}={text}" : null)),
        JsonValueKind.Array => All(value.EnumerateArray().Select(Scalar)),
        _ => All([Scalar(value)]),
    };

    private static string[]? All(IEnumerable<string?> texts)
    {
        var all = texts.ToList();
        return all.Contains(null) ? null : [.. all.Select(text => text!).Where(text => text.Length > 0)];
    }

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
