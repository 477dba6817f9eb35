namespace GangExitStream.Demo;

/// <summary>
/// Sums up the records of one VM in gang-exit-counts. The records of a window are cumulative and consecutive, so the last record before
/// the next window's first one has the window's counts.
/// </summary>
internal sealed class CountTotals
{
    private RunCounts _counts;
    private GangExitCount? _window;

    /// <summary>Sums over all closed windows.</summary>
    public RunCounts Counts => _counts;

    public NamedTally Triggers { get; } = new();

    public long Windows { get; private set; }

    /// <summary>A run_core of the VM was seen. The report has only such VMs.</summary>
    public bool HasRunCore { get; private set; }

    /// <summary>Number of windows whose last record is not final.</summary>
    public long NotFinal { get; private set; }

    public void Add(in GangExitCount count)
    {
        if (_window is { } last && last.WindowStartNs != count.WindowStartNs)
            Close();
        _window = count;
    }

    /// <summary>Adds the current window to the sums; call it when no more records of the window follow.</summary>
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
