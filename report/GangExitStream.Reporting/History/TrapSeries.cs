using GangExitStream.Reporting.Analysis;

namespace GangExitStream.Reporting.History;

/// <summary>Series of one VM by trap; traps beyond <see cref="TrapTally.MaxTraps"/> share one.</summary>
internal sealed class TrapSeries(SeriesStore store)
{
    private const int Lanes = 3; // guest exits, gang exits triggered, their cost in nanoseconds

    private readonly List<(int Trap, Series? Series)> _series = [];
    private readonly List<long> _ceded = [];

    /// <summary>The series of a trap; null: no room.</summary>
    public Series? Of(int trap, bool ceded)
    {
        var place = PlaceOf(trap);
        if (place < 0)
            place = Add(trap);
        _ceded[place] += ceded ? 1 : 0;
        return _series[place].Series;
    }

    public IReadOnlyList<TrapHistory> Finish(int bins) =>
    [
        .. _series.Select((trap, place) => (Trap: trap, Ceded: _ceded[place]))
            .Where(trap => trap.Trap.Series is not null)
            .Select(trap => new TrapHistory(NameOf(trap.Trap.Trap), trap.Trap.Series!.Lane(0, bins), trap.Trap.Series.Lane(1, bins), trap.Trap.Series.Lane(2, bins), trap.Ceded))
            .OrderByDescending(trap => trap.GangExits.Sum()).ThenByDescending(trap => trap.GuestExits.Sum()).ThenBy(trap => trap.Trap, StringComparer.Ordinal),
    ];

    private static string? NameOf(int trap) => trap == RunnerState.NoTrap ? null : TrapNames.Format(trap);

    private int PlaceOf(int trap)
    {
        for (var i = 0; i < _series.Count; i++)
        {
            if (_series[i].Trap == trap)
                return i;
        }
        return -1;
    }

    private int Add(int trap)
    {
        if (_series.Count >= TrapTally.MaxTraps)
        {
            trap = RunnerState.NoTrap;
            if (PlaceOf(trap) is >= 0 and var place)
                return place;
        }
        _series.Add((trap, store.TryAdd(Lanes)));
        _ceded.Add(0);
        return _series.Count - 1;
    }
}
