using System.Text.RegularExpressions;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Packaging.Deploy;

/// <summary>The metrics that docs/metrics.md promises, and those that a query asks for.</summary>
internal static partial class MetricNames
{
    public static IReadOnlySet<string> Documented { get; } =
        In(File.ReadAllText(Path.Combine(RepoFiles.Root, "docs", "metrics.md"))).ToHashSet(StringComparer.Ordinal);

    /// <summary>A histogram's series by its own name.</summary>
    public static IEnumerable<string> In(string text) => Name().Matches(text).Select(match => match.Groups["name"].Value);

    /// <summary>The jobs of Prometheus that a query names.</summary>
    public static IEnumerable<string> JobsIn(string query) => Job().Matches(query).Select(match => match.Groups["job"].Value);

    [GeneratedRegex(@"\b(?<name>(gangexit|dotnet)_[a-z0-9_]+?)(_bucket|_sum|_count)?\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex("job=\"(?<job>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Job();
}
