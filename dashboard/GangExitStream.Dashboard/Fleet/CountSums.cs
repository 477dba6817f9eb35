namespace GangExitStream.Dashboard.Fleet;

/// <summary>Adds windows to sums, and subtracts them: a later record of a window replaces the earlier one.</summary>
internal static class CountSums
{
    /// <summary>Name for traps beyond <see cref="StoreLimits.MaxTraps"/>.</summary>
    public const string Others = "other traps";

    /// <param name="sum">The sum so far.</param>
    /// <param name="item">The counts to add or subtract.</param>
    /// <param name="sign">1 or -1.</param>
    public static RunCounts Plus(in RunCounts sum, in RunCounts item, int sign = 1) => new()
    {
        Runs = sum.Runs + sign * item.Runs,
        GangExits = sum.GangExits + sign * item.GangExits,
        GangExitsPerTgid = sum.GangExitsPerTgid + sign * item.GangExitsPerTgid,
        ForcedThreads = sum.ForcedThreads + sign * item.ForcedThreads,
        Cedes = sum.Cedes + sign * item.Cedes,
        RunTimeNs = sum.RunTimeNs + sign * item.RunTimeNs,
        UncertainRuns = sum.UncertainRuns + sign * item.UncertainRuns,
        OrphanExits = sum.OrphanExits + sign * item.OrphanExits,
        UnfinishedRuns = sum.UnfinishedRuns + sign * item.UnfinishedRuns,
        SplitCoreRuns = sum.SplitCoreRuns + sign * item.SplitCoreRuns,
        Lost = sum.Lost + sign * item.Lost,
        ForcedOutNs = sum.ForcedOutNs + sign * item.ForcedOutNs,
        ForcedOutUntold = sum.ForcedOutUntold + sign * item.ForcedOutUntold,
        GuestThreadNs = sum.GuestThreadNs + sign * item.GuestThreadNs,
    };

    /// <summary>The sum as a new list: readers may use <paramref name="sum"/>, so it isn't changed.</summary>
    public static TriggerCounts Plus(TriggerCounts sum, TriggerCounts? without, TriggerCounts item)
    {
        if (item.Items.IsEmpty && without is null or { Items.IsEmpty: true })
            return sum;
        var all = new TriggerCounts();
        foreach (var (trap, count) in sum.Items)
            all.Add(trap, count);
        foreach (var (trap, count) in without is null ? [] : without.Items)
            AddTo(all, trap, -count);
        foreach (var (trap, count) in item.Items)
            AddTo(all, trap, count);
        return all;
    }

    /// <summary>Adds in place. Traps are never removed, so that a trap is always subtracted from where it was added.</summary>
    public static void AddTo(TriggerCounts sum, string trap, long count)
    {
        var known = sum.Items.Length < StoreLimits.MaxTraps;
        for (var i = 0; !known && i < sum.Items.Length; i++)
            known = string.Equals(sum.Items[i].Trap, trap, StringComparison.Ordinal);
        sum.Add(known ? trap : Others, count);
    }
}
