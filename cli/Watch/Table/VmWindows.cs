namespace GangExitStream.Cli.Watch.Table;

/// <summary>The last windows of one VM. The records of a window are cumulative: a later one replaces an earlier one.</summary>
internal sealed class VmWindows
{
    /// <summary>Windows that are kept for the trend.</summary>
    public const int MaxKept = 24;

    private readonly List<(long StartNs, long Exits)> _kept = []; // by time
    private GangExitCount _latest;
    private (long StartNs, RunCounts Counts) _previous;

    /// <summary>The last record of the latest window.</summary>
    public ref readonly GangExitCount Latest => ref _latest;

    /// <summary>
    /// The sums that shares are made of: of a final window its own, of an open one with the window before it, since a window that has hardly begun has
    /// too few runs.
    /// </summary>
    public RunCounts Recent
    {
        get
        {
            var counts = _latest.Counts;
            if (_latest.Final || _previous.StartNs != _latest.WindowStartNs - (_latest.WindowEndNs - _latest.WindowStartNs))
                return counts;
            counts.Runs += _previous.Counts.Runs;
            counts.GangExits += _previous.Counts.GangExits;
            counts.ForcedOutNs += _previous.Counts.ForcedOutNs;
            counts.GuestThreadNs += _previous.Counts.GuestThreadNs;
            return counts;
        }
    }

    /// <summary>When a record came last, by the model's count of records.</summary>
    public long Touched { get; private set; }

    /// <summary>When it came, in the caller's ticks.</summary>
    public long TouchedAt { get; private set; }

    /// <summary>One record.</summary>
    /// <param name="item">The record.</param>
    /// <param name="now">The model's count of records.</param>
    /// <param name="at">When it came, in ticks of the caller's clock.</param>
    public void Add(in GangExitCount item, long now, long at)
    {
        (Touched, TouchedAt) = (now, at);
        Keep(item.WindowStartNs, Exits(item));
        if (_kept[^1].StartNs != item.WindowStartNs)
            return;
        if (_latest.WindowStartNs != item.WindowStartNs)
            _previous = (_latest.WindowStartNs, _latest.Counts);
        _latest = item;
    }

    /// <summary>What a window is about: its gang exits; of a VM without a run_core (POWER9 and later) its guest exits.</summary>
    public static long Exits(in GangExitCount window) => window.HasRunCore ? window.Counts.GangExits : window.Exits.Total;

    /// <summary>Exits of the last windows up to the latest; null where there was no window.</summary>
    public IReadOnlyList<long?> Trend(int windows)
    {
        var width = _latest.WindowEndNs - _latest.WindowStartNs;
        var trend = new long?[Math.Min(windows, MaxKept)];
        for (var back = 0; back < trend.Length && (back == 0 || width > 0); back++)
            trend[^(back + 1)] = At(_latest.WindowStartNs - (back * width));
        return trend;
    }

    private long? At(long startNs)
    {
        var i = _kept.FindIndex(window => window.StartNs == startNs);
        return i < 0 ? null : _kept[i].Exits;
    }

    private void Keep(long startNs, long exits)
    {
        var i = _kept.FindLastIndex(window => window.StartNs <= startNs);
        if (i >= 0 && _kept[i].StartNs == startNs)
            _kept[i] = (startNs, exits);
        else
            _kept.Insert(i + 1, (startNs, exits));
        if (_kept.Count > MaxKept)
            _kept.RemoveAt(0);
    }
}
