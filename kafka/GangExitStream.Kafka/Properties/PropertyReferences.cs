using System.Text;
using System.Text.RegularExpressions;

namespace GangExitStream.Kafka.Properties;

/// <summary>
/// Resolves references in values as Kafka's config providers do: <c>${env:NAME}</c>, <c>${file:PATH:KEY}</c> (a Java
/// properties file) and <c>${directory:PATH:FILE}</c> (the whole file, as secrets are mounted). With them, a secret is neither
/// on the command line nor in a file that others may read. As in Kafka, references of other providers stay unchanged, and
/// references within a resolved value are not resolved again.
/// </summary>
internal sealed partial class PropertyReferences(Func<string, string?> environment)
{
    private const int MaxSecretBytes = 1 << 20;

    private static readonly string[] Providers = ["env", "file", "directory"];

    /// <summary>References that could not be resolved.</summary>
    public List<KafkaProblem> Problems { get; } = [];

    /// <summary>Whether the text is exactly one reference; such a text may be shown although the value may not.</summary>
    public static bool IsReference(string text) => Reference.Match(text) is { Success: true, Index: 0 } match && match.Length == text.Length;

    /// <summary>Whether the text contains a reference.</summary>
    public static bool HasReference(string text) => Reference.IsMatch(text);

    /// <summary>Whether an entry configures only providers that are supported here without configuration.</summary>
    public static bool IsOurs(PropertyEntry provider) => provider.Key == "config.providers"
        ? Array.TrueForAll(provider.Value.Split(',', StringSplitOptions.TrimEntries), name => Providers.Contains(name))
        : Array.Exists(Providers, name => provider.Key.StartsWith($"config.providers.{name}.", StringComparison.Ordinal));

    /// <summary>The entry with its references replaced by their values.</summary>
    public PropertyEntry Resolve(PropertyEntry entry) =>
        entry.Value.Contains("${", StringComparison.Ordinal) ? entry with { Value = Reference.Replace(entry.Value, match => Find(match, entry)) } : entry;

    [GeneratedRegex(@"\$\{(?<provider>env|file|directory):((?<path>[^}]*?):)?(?<key>[^:}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference { get; }

    private string Find(Match match, PropertyEntry entry)
    {
        var (path, key) = (match.Groups["path"].Value, match.Groups["key"].Value);
        try
        {
            var found = match.Groups["provider"].Value switch
            {
                "env" => environment(key),
                "file" => InFile(path, key),
                _ => WholeFile(Path.Combine(path, key)),
            };
            if (found is not null)
                return found;
            Refuse(match, entry, "has no value");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Refuse(match, entry, $"can't be read ({e.Message})");
        }
        return "";
    }

    private static string? InFile(string path, string key)
    {
        var file = JavaPropertiesReader.ReadFile(path);
        if (!file.Problems.IsEmpty)
            throw new IOException(file.Problems[0].Message);
        var last = file.Entries.LastOrDefault(entry => entry.Key == key);
        return last.Key is null ? null : last.Value;
    }

    // Removes the line break that editors and `echo` add at the end of a file; passwords do not end with one.
    private static string WholeFile(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[MaxSecretBytes + 1]; // not the file's length, because a pipe has none
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > MaxSecretBytes)
            throw new IOException($"the file is longer than {MaxSecretBytes} bytes");
        using var reader = new StreamReader(new MemoryStream(bytes, 0, count), Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd('\r', '\n');
    }

    private void Refuse(Match match, PropertyEntry entry, string why) =>
        Problems.Add(new KafkaProblem(KafkaProblemId.PropertyReference, entry.Place, $"{match.Value} {why}", "Set the variable, or correct the reference"));
}
