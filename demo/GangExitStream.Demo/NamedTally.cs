using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Demo;

/// <summary>Counts by the name of a trap. Like <see cref="TrapTally"/>, it keeps only the first <see cref="TrapTally.MaxTraps"/> names.</summary>
internal sealed class NamedTally
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Ordered by count (descending), then by name.</summary>
    public IReadOnlyList<TrapCount> Ordered =>
        [.. _counts.Select(trap => new TrapCount(trap.Key, trap.Value)).OrderByDescending(trap => trap.Count).ThenBy(trap => trap.Name, StringComparer.Ordinal)];

    public void Add(string trap, long count)
    {
        if (_counts.TryGetValue(trap, out var before) || _counts.Count < TrapTally.MaxTraps)
            _counts[trap] = before + count;
    }

    public void Add(TriggerCounts triggers)
    {
        foreach (var trigger in triggers.Items)
            Add(trigger.Trap, trigger.Count);
    }
}
