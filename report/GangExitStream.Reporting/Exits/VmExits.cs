using System.Runtime.InteropServices;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Exits;

/// <summary>Mutable counts of the guest exits of one VM.</summary>
internal sealed class VmExits(int tgid)
{
    private readonly long[] _counts = new long[TrapPlaces.Counters]; // without those that the collector still holds
    private readonly Dictionary<ExitReason, (long Count, long Ceded)> _others = [];
    private readonly Dictionary<ExitReason, TimeHistogram> _times = [];
    private (long Count, long Ceded) _unknown;

    public int Tgid { get; } = tgid;

    /// <summary>Adds counters by <see cref="TrapPlaces"/>.</summary>
    public void Add(ReadOnlySpan<long> counters)
    {
        for (var i = 0; i < counters.Length; i++)
            _counts[i] += counters[i];
    }

    /// <summary>Counts an exit whose trap is not in <see cref="TrapPlaces"/>.</summary>
    public void CountOther(int trap, byte ceded) => Add(ExitReason.Trap(trap), 1, ceded != 0 ? 1 : 0);

    /// <summary>Moves an exit that was counted as a SYSCALL to its hcall.</summary>
    public void Rename(ExitReason hcall, bool ceded)
    {
        _counts[TrapPlaces.Of(ExitReason.Syscall) + (ceded ? 1 : 0)]--;
        Add(hcall, 1, ceded ? 1 : 0);
    }

    /// <summary>Adds the time of an exit.</summary>
    public void Out(ExitReason reason, long ns)
    {
        ref var times = ref CollectionsMarshal.GetValueRefOrAddDefault(_times, reason, out var exists);
        if (!exists && _times.Count > TrapTally.MaxTraps)
        {
            _times.Remove(reason);
            return;
        }
        (times ??= new TimeHistogram()).Add(ns);
    }

    /// <summary>Whether there are guest exits.</summary>
    public bool IsSeen => Reasons().Any() || _unknown.Count > 0;

    /// <summary>Adds the counts of another VM.</summary>
    public void Add(VmExits other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        foreach (var (reason, counts) in other._others)
            Add(reason, counts.Count, counts.Ceded);
        foreach (var (reason, times) in other._times)
            _times[reason] = _times.TryGetValue(reason, out var sum) ? TimeHistogram.Merge([sum, times]) : times;
        _unknown = (_unknown.Count + other._unknown.Count, _unknown.Ceded + other._unknown.Ceded);
    }

    /// <summary>Largest count first, then by name; reasons beyond the cap are last.</summary>
    public IReadOnlyList<ExitRow> Rows(int? tgid, bool withTimes)
    {
        var rows = Reasons()
            .Select(row => new ExitRow(tgid, row.Reason.ToString(), row.Count, row.Ceded, withTimes ? _times.GetValueOrDefault(row.Reason) ?? new TimeHistogram() : null))
            .OrderByDescending(row => row.Count).ThenBy(row => row.Trap, StringComparer.Ordinal)
            .ToList();
        if (_unknown.Count > 0)
            rows.Add(new ExitRow(tgid, null, _unknown.Count, _unknown.Ceded, withTimes ? new TimeHistogram() : null));
        return rows;
    }

    private IEnumerable<(ExitReason Reason, long Count, long Ceded)> Reasons()
    {
        foreach (var trap in TrapPlaces.Known)
        {
            var at = TrapPlaces.Of(trap);
            if (_counts[at] + _counts[at + 1] > 0)
                yield return (ExitReason.Trap(trap), _counts[at] + _counts[at + 1], _counts[at + 1]);
        }
        foreach (var (reason, counts) in _others)
            yield return (reason, counts.Count, counts.Ceded);
    }

    private void Add(ExitReason reason, long count, long ceded)
    {
        if (_others.Count >= TrapTally.MaxTraps && !_others.ContainsKey(reason))
        {
            _unknown = (_unknown.Count + count, _unknown.Ceded + ceded);
            return;
        }
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_others, reason, out _);
        counts = (counts.Count + count, counts.Ceded + ceded);
    }
}
