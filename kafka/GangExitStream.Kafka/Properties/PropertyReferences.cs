using System.Text;
using System.Text.RegularExpressions;

namespace GangExitStream.Kafka.Properties;

/// <summary>
/// Values that stand elsewhere, as Kafka's config providers write them: <c>${env:NAME}</c>, <c>${file:PATH:KEY}</c> (a Java
/// properties file) and <c>${directory:PATH:FILE}</c> (the whole file, as secrets are mounted). So a secret needs to be neither
/// on the command line nor in a file that others may read. Like Kafka, we leave other providers' references as they are, and
/// don't look for references in what was found.
/// </summary>
internal sealed partial class PropertyReferences(Func<string, string?> environment)
{
    private const int MaxSecretBytes = 1 << 20;

    private static readonly string[] Providers = ["env", "file", "directory"];

    /// <summary>References that lead to nothing.</summary>
    public List<KafkaProblem> Problems { get; } = [];

    /// <summary>Whether the text is nothing but one reference: it may be shown where its value may not.</summary>
    public static bool IsReference(string text) => Reference.Match(text) is { Success: true, Index: 0 } match && match.Length == text.Length;

    /// <summary>Whether a part of the text stands elsewhere.</summary>
    public static bool HasReference(string text) => Reference.IsMatch(text);

    /// <summary>A line that tells Java what we do anyway.</summary>
    public static bool IsOurs(PropertyEntry provider) => provider.Key == "config.providers"
        ? Array.TrueForAll(provider.Value.Split(',', StringSplitOptions.TrimEntries), name => Providers.Contains(name))
        : Array.Exists(Providers, name => provider.Key.StartsWith($"config.providers.{name}.", StringComparison.Ordinal));

    /// <summary>The entry with its references followed.</summary>
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
            Refuse(match, entry, "leads to nothing");
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

    // Editors and `echo` end a file with a line break; no password does.
    private static string WholeFile(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[MaxSecretBytes + 1]; // not the file's length: a pipe has none
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > MaxSecretBytes)
            throw new IOException($"the file is longer than {MaxSecretBytes} bytes");
        using var reader = new StreamReader(new MemoryStream(bytes, 0, count), Encoding.UTF8);
        return reader.ReadToEnd().TrimEnd('\r', '\n');
    }

    private void Refuse(Match match, PropertyEntry entry, string why) =>
        Problems.Add(new KafkaProblem(KafkaProblemId.PropertyReference, entry.Place, $"{match.Value} {why}", "Set the variable, or correct the reference"));
}
