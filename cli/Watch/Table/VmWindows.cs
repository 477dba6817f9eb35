namespace GangExitStream.Cli.Watch.Table;

/// <summary>The last windows of one VM. The records of a window are cumulative: a later one replaces an earlier one.</summary>
internal sealed class VmWindows
{
    /// <summary>Windows that are kept for the trend.</summary>
    public const int MaxKept = 24;

    private readonly List<(long StartNs, long GangExits)> _kept = []; // by time
    private GangExitCount _latest;

    /// <summary>The last record of the latest window.</summary>
    public ref readonly GangExitCount Latest => ref _latest;

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
        Keep(item.WindowStartNs, item.Counts.GangExits);
        if (_kept[^1].StartNs == item.WindowStartNs)
            _latest = item;
    }

    /// <summary>Gang exits of the last windows up to the latest; null where there was no window.</summary>
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
        return i < 0 ? null : _kept[i].GangExits;
    }

    private void Keep(long startNs, long gangExits)
    {
        var i = _kept.FindLastIndex(window => window.StartNs <= startNs);
        if (i >= 0 && _kept[i].StartNs == startNs)
            _kept[i] = (startNs, gangExits);
        else
            _kept.Insert(i + 1, (startNs, gangExits));
        if (_kept.Count > MaxKept)
            _kept.RemoveAt(0);
    }
}
