using System.Runtime.InteropServices;
using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.Exits;

/// <summary>The guest exits of one VM, while they are counted.</summary>
internal sealed class VmExits(int tgid)
{
    private readonly long[] _counts = new long[TrapPlaces.Counters]; // but for those that the collector counts
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

    /// <summary>An exit whose trap has no place.</summary>
    public void CountOther(int trap, byte ceded) => Add(ExitReason.Trap(trap), 1, ceded != 0 ? 1 : 0);

    /// <summary>An exit that was counted as a SYSCALL was for this hcall.</summary>
    public void Rename(ExitReason hcall, bool ceded)
    {
        _counts[TrapPlaces.Of(ExitReason.Syscall) + (ceded ? 1 : 0)]--;
        Add(hcall, 1, ceded ? 1 : 0);
    }

    /// <summary>The vcpu was out for so long.</summary>
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

    /// <summary>It had guest exits.</summary>
    public bool IsSeen => Reasons().Any() || _unknown.Count > 0;

    /// <summary>Adds all of another VM's.</summary>
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

    /// <summary>Most first, then by name; what isn't told apart comes last.</summary>
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
