using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Chaos.Fleet;

/// <summary>A recording to publish, and the speeds at which it lasts some seconds, or max.</summary>
internal sealed record Recording(string Name, params string[] Speeds)
{
    /// <summary>One VM or three, two byte orders, with losses, with a wall clock, as text.</summary>
    public static IReadOnlyList<Recording> All { get; } =
    [
        new("samples/power8-smt4.perf.data", "8", "20", "max"),
        new("power8-2vm-smt2.perf.data", "4", "10", "max"),
        new("power8-be-smt4.pipe.perf.data", "5", "max"),
        new("small.perf.data", "0.03", "max"),
        new("lost.perf.data", "0.15", "0.5"),
        new("monotonic-callchain.perf.data", "0.03", "max"),
        new("compressed.perf.data", "0.05"),
    ];

    public string Path => RepoFiles.Trace(Name);
}
