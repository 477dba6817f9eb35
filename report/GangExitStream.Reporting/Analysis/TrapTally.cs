using GangExitStream.Reporting.Exits;

namespace GangExitStream.Reporting.Analysis;

/// <summary>Counts by trap. A real trace has a dozen traps; those of a forged one beyond the cap are counted as unknown.</summary>
public sealed class TrapTally
{
    /// <summary>Maximum distinct traps.</summary>
    public const int MaxTraps = 256;

    private readonly ushort[] _placeOf = new ushort[TrapPlaces.Counters / 2]; // by the number of a known trap: index into the counts + 1; 0: none so far
    private int[] _traps = new int[8];
    private long[] _counts = new long[8];
    private int _used;

    /// <summary>Count without a known trap, or with one beyond the cap.</summary>
    public long Unknown { get; private set; }

    /// <summary>Largest count first, then by name.</summary>
    public IReadOnlyList<TrapCount> Ordered => [.. All().OrderByDescending(t => t.Count).ThenBy(t => t.Name, StringComparer.Ordinal)];

    internal void Add(int trap, long count = 1)
    {
        if (TrapPlaces.TryNumber(trap, out var number) && _placeOf[number] is > 0 and var place)
            _counts[place - 1] += count; // a search has branches that depend on the trap, which is not predictable
        else
            AddOther(trap, count);
    }

    /// <summary>Adds the counts of another tally.</summary>
    internal void Add(TrapTally other)
    {
        for (var i = 0; i < other._used; i++)
            Add(other._traps[i], other._counts[i]);
        Unknown += other.Unknown;
    }

    internal void AddUnknown() => Unknown++;

    private void AddOther(int trap, long count)
    {
        for (var i = 0; i < _used; i++)
        {
            if (_traps[i] != trap)
                continue;
            _counts[i] += count;
            return;
        }
        AddNew(trap, count);
    }

    private void AddNew(int trap, long count)
    {
        if (_used == MaxTraps)
        {
            Unknown += count;
            return;
        }
        if (_used == _traps.Length)
        {
            Array.Resize(ref _traps, _used * 2);
            Array.Resize(ref _counts, _used * 2);
        }
        (_traps[_used], _counts[_used++]) = (trap, count);
        if (TrapPlaces.TryNumber(trap, out var number))
            _placeOf[number] = (ushort)_used;
    }

    private IEnumerable<TrapCount> All()
    {
        for (var i = 0; i < _used; i++)
            yield return new TrapCount(TrapNames.Format(_traps[i]), _counts[i]);
    }
}

/// <summary>The count of a trap.</summary>
/// <param name="Name">Its name, or its number in hex.</param>
/// <param name="Count">The count.</param>
public sealed record TrapCount(string Name, long Count);
