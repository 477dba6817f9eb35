using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Telemetry;

/// <summary>The instruments that docs/metrics.md lists.</summary>
internal static class DocumentedMetrics
{
    public static List<string> Read(string prefix) =>
    [
        .. File.ReadLines(Path.Combine(RepoFiles.Root, "docs", "metrics.md"))
            .Where(line => line.StartsWith($"| `{prefix}", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1])
            .Order(StringComparer.Ordinal),
    ];
}
