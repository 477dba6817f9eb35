namespace GangExitStream.Cli.Watch.Table;

/// <summary>What the table says of one VM: its latest window.</summary>
internal sealed record CountRow
{
    public required GangExitCount Window { get; init; }

    /// <summary>
    /// Gang exits a second: of a window that is over by its length; of an open one by the part that has elapsed, where its clock is the wall's
    /// and it has run for a second, else of the window before it. By its whole length it would sag at each boundary.
    /// </summary>
    public required double Rate { get; init; }

    /// <summary>Guest exits a second of a VM without a run_core (POWER9 and later), in which there are no gang exits to count; else 0.</summary>
    public required double GuestExitRate { get; init; }

    /// <summary>What the shares are made of: <see cref="VmWindows.Recent"/>.</summary>
    public required RunCounts Recent { get; init; }

    /// <summary>Gang exits of its runs, 0 to 1.</summary>
    public required double ShareOfRuns { get; init; }

    /// <summary>Thread-time that gang exits took, at most: of it and the time in the guest; 0 where there is neither.</summary>
    public required double LostShare { get; init; }

    /// <summary>Stands for the gang exits whose trigger the trace doesn't tell, where these are the most.</summary>
    public const string NotTold = "not told";

    /// <summary>The trap that triggered most of them, or <see cref="NotTold"/>; null: there are none.</summary>
    public required string? TopTrigger { get; init; }

    /// <summary>That trap's share of the gang exits, 0 to 1.</summary>
    public required double TopTriggerShare { get; init; }

    /// <summary>Exits (<see cref="VmWindows.Exits"/>) of the last windows, the latest last; null: no such window.</summary>
    public required IReadOnlyList<long?> Trend { get; init; }

    private const long LeastNs = 1_000_000_000;

    /// <summary>Makes a row.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="trend">Windows of the trend.</param>
    /// <param name="nowNs">Wall time, in nanoseconds since 1970.</param>
    public static CountRow From(VmWindows vm, int trend, long nowNs)
    {
        ref readonly var window = ref vm.Latest;
        var top = Top(window);
        var (rate, recent) = (RateOf(vm, nowNs), vm.Recent);
        return new CountRow
        {
            Window = window,
            Rate = window.HasRunCore ? rate : 0,
            GuestExitRate = window.HasRunCore ? 0 : rate,
            Recent = recent,
            ShareOfRuns = Ratio(recent.GangExits, recent.Runs),
            LostShare = recent.ForcedOutShare ?? 0,
            TopTrigger = top?.Trap,
            TopTriggerShare = Ratio(top?.Count ?? 0, window.Counts.GangExits),
            Trend = vm.Trend(trend),
        };
    }

    private static double RateOf(VmWindows vm, long nowNs)
    {
        ref readonly var window = ref vm.Latest;
        var width = (double)window.WindowEndNs - window.WindowStartNs;
        var elapsed = (double)nowNs - window.WindowStartNs;
        var exits = VmWindows.Exits(window);
        if (window.Final)
            return Ratio(exits, width / 1e9);
        if (window.Clock == ClockKind.Wall && elapsed >= LeastNs && elapsed < width)
            return Ratio(exits, elapsed / 1e9);
        // Open, and how far isn't known: its own count is the least that it will have.
        var known = window.Clock == ClockKind.Wall && elapsed >= width && elapsed < 2 * width ? 0 : vm.Trend(2)[0] ?? 0;
        return Ratio(Math.Max(known, exits), width / 1e9);
    }

    private static TriggerCount? Top(in GangExitCount window)
    {
        var untold = window.Counts.GangExits - window.Triggers.Total;
        TriggerCount? top = untold > 0 ? new TriggerCount(NotTold, untold) : null;
        foreach (var trigger in window.Triggers.Items)
        {
            if (trigger.Count > 0 && trigger.Count >= (top?.Count ?? 0))
                top = trigger;
        }
        return top;
    }

    private static double Ratio(long part, double whole) => whole > 0 ? part / whole : 0;
}
