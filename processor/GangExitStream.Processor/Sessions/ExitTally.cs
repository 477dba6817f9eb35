using System.Runtime.CompilerServices;

namespace GangExitStream.Processor.Sessions;

/// <summary>
/// Counts guest exits by trap. A real VM has about a dozen traps, so a linear search by number is fast enough; names are needed only when
/// a record is written. A forged trace may have more than <see cref="MaxTraps"/>: the rest is not counted here, but in all other counts.
/// </summary>
internal sealed class ExitTally
{
    private const int MaxTraps = 256;

    private int[] _traps = [];
    private long[] _counts = [];
    private int _used;

    public bool IsEmpty => _used == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int trap)
    {
        var traps = _traps.AsSpan(0, _used);
        for (var i = 0; i < traps.Length; i++)
        {
            if (traps[i] != trap)
                continue;
            _counts[i]++;
            return;
        }
        Add(trap, 1);
    }

    public void Add(int trap, long count)
    {
        var at = Array.IndexOf(_traps, trap, 0, _used);
        if (at < 0)
            at = Append(trap);
        if (at >= 0)
            _counts[at] += count;
    }

    public void Clear() => _used = 0;

    /// <summary>Restores the counts of a record. A record has only names that <see cref="TrapNames.Format"/> wrote.</summary>
    public void Restore(TriggerCounts counts)
    {
        Clear();
        foreach (var item in counts.Items)
        {
            if (TrapNames.TryParse(item.Trap, out var trap))
                Add(trap, item.Count);
        }
    }

    public void CopyTo(TriggerCounts counts)
    {
        counts.Clear();
        for (var i = 0; i < _used; i++)
            counts.Add(TrapNames.Format(_traps[i]), _counts[i]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Append(int trap)
    {
        if (_used == MaxTraps)
            return -1;
        if (_used == _traps.Length)
        {
            Array.Resize(ref _traps, Math.Max(8, 2 * _used));
            Array.Resize(ref _counts, Math.Max(8, 2 * _used));
        }
        (_traps[_used], _counts[_used]) = (trap, 0);
        return _used++;
    }
}
