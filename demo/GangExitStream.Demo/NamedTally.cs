using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Demo;

/// <summary>Counts by a trap's name. Like <see cref="TrapTally"/> it tells so many traps apart, those that come first.</summary>
internal sealed class NamedTally
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Most first, then by name.</summary>
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
