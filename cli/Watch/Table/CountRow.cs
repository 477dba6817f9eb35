namespace GangExitStream.Cli.Watch.Table;

/// <summary>What the table says of one VM: its latest window.</summary>
internal sealed record CountRow
{
    public required GangExitCount Window { get; init; }

    /// <summary>Gang exits a second of the window's time.</summary>
    public required double Rate { get; init; }

    /// <summary>Gang exits of its runs, 0 to 1.</summary>
    public required double ShareOfRuns { get; init; }

    /// <summary>The trap that triggered most of them; null: not known of any.</summary>
    public required string? TopTrigger { get; init; }

    /// <summary>That trap's share of the gang exits, 0 to 1.</summary>
    public required double TopTriggerShare { get; init; }

    /// <summary>Gang exits of the last windows, the latest last; null: no such window.</summary>
    public required IReadOnlyList<long?> Trend { get; init; }

    public static CountRow From(VmWindows vm, int trend)
    {
        ref readonly var window = ref vm.Latest;
        var top = Top(window.Triggers);
        return new CountRow
        {
            Window = window,
            Rate = Ratio(window.Counts.GangExits, (window.WindowEndNs - window.WindowStartNs) / 1e9),
            ShareOfRuns = Ratio(window.Counts.GangExits, window.Counts.Runs),
            TopTrigger = top?.Trap,
            TopTriggerShare = Ratio(top?.Count ?? 0, window.Counts.GangExits),
            Trend = vm.Trend(trend),
        };
    }

    private static TriggerCount? Top(TriggerCounts triggers)
    {
        TriggerCount? top = null;
        foreach (var trigger in triggers.Items)
        {
            if (trigger.Count > (top?.Count ?? 0))
                top = trigger;
        }
        return top;
    }

    private static double Ratio(long part, double whole) => whole > 0 ? part / whole : 0;
}
