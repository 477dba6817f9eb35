namespace GangExitStream.Tests.Chaos.Check;

/// <summary>What is counted of a VM, over all of its windows or over its whole trace.</summary>
internal sealed record VmCounts(RunCounts Counts, TriggerCounts Triggers)
{
    /// <summary>Sums the last word on each window.</summary>
    public static VmCounts Sum(IEnumerable<GangExitCount> windows)
    {
        var (sum, triggers) = (default(RunCounts), new TriggerCounts());
        foreach (var window in windows)
        {
            sum = Add(sum, window.Counts);
            foreach (var trigger in window.Triggers.Items)
                triggers.Add(trigger.Trap, trigger.Count);
        }
        return new VmCounts(sum, triggers);
    }

    private static RunCounts Add(in RunCounts a, in RunCounts b) => new()
    {
        Runs = a.Runs + b.Runs,
        GangExits = a.GangExits + b.GangExits,
        GangExitsPerTgid = a.GangExitsPerTgid + b.GangExitsPerTgid,
        ForcedThreads = a.ForcedThreads + b.ForcedThreads,
        Cedes = a.Cedes + b.Cedes,
        RunTimeNs = a.RunTimeNs + b.RunTimeNs,
        UncertainRuns = a.UncertainRuns + b.UncertainRuns,
        OrphanExits = a.OrphanExits + b.OrphanExits,
        UnfinishedRuns = a.UnfinishedRuns + b.UnfinishedRuns,
        SplitCoreRuns = a.SplitCoreRuns + b.SplitCoreRuns,
        Lost = a.Lost + b.Lost,
        ForcedOutNs = a.ForcedOutNs + b.ForcedOutNs,
        ForcedOutUntold = a.ForcedOutUntold + b.ForcedOutUntold,
        GuestThreadNs = a.GuestThreadNs + b.GuestThreadNs,
    };

    public bool Same(VmCounts other) => Counts == other.Counts && Text(Triggers) == Text(other.Triggers);

    public override string ToString() => $"{Counts} triggers {Text(Triggers)}";

    /// <summary>By name: the order in which traps came is no part of the counts.</summary>
    private static string Text(TriggerCounts triggers) => string.Join(
        ' ', triggers.Items.ToArray().Where(t => t.Count != 0).OrderBy(t => t.Trap, StringComparer.Ordinal).Select(t => $"{t.Trap}:{t.Count}"));
}
