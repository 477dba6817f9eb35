namespace GangExitStream.Demo;

/// <summary>
/// What gang-exit-counts says of one VM. A window's records are cumulative, and they come in a row: when another window's comes,
/// the last one of the window before counts.
/// </summary>
internal sealed class CountTotals
{
    private RunCounts _counts;
    private GangExitCount? _window;

    /// <summary>Over all windows that were closed.</summary>
    public RunCounts Counts => _counts;

    public NamedTally Triggers { get; } = new();

    public long Windows { get; private set; }

    /// <summary>A run_core of the VM was seen; the report has no other VMs.</summary>
    public bool HasRunCore { get; private set; }

    /// <summary>Windows whose last record isn't final.</summary>
    public long NotFinal { get; private set; }

    public void Add(in GangExitCount count)
    {
        if (_window is { } last && last.WindowStartNs != count.WindowStartNs)
            Close();
        _window = count;
    }

    /// <summary>No more records come of the last window.</summary>
    public void Close()
    {
        if (_window is not { } window)
            return;
        Windows++;
        HasRunCore |= window.HasRunCore;
        NotFinal += window.Final ? 0 : 1;
        Add(ref _counts, window.Counts);
        Triggers.Add(window.Triggers);
        _window = null;
    }

    private static void Add(ref RunCounts sum, in RunCounts more)
    {
        sum.Runs += more.Runs;
        sum.GangExits += more.GangExits;
        sum.GangExitsPerTgid += more.GangExitsPerTgid;
        sum.ForcedThreads += more.ForcedThreads;
        sum.Cedes += more.Cedes;
        sum.RunTimeNs += more.RunTimeNs;
        sum.UncertainRuns += more.UncertainRuns;
        sum.OrphanExits += more.OrphanExits;
        sum.UnfinishedRuns += more.UnfinishedRuns;
        sum.SplitCoreRuns += more.SplitCoreRuns;
        sum.ForcedOutNs += more.ForcedOutNs;
        sum.ForcedOutUntold += more.ForcedOutUntold;
        sum.GuestThreadNs += more.GuestThreadNs;
    }
}
