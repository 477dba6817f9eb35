namespace GangExitStream.Tests.Shared;

/// <summary>Records of gang-exit-counts.</summary>
internal static class CountOf
{
    private const long WindowNs = 10_000_000_000;

    /// <summary>A window of a VM, with numbers that are all different.</summary>
    public static GangExitCount Window(string host, string source, int tgid, int window, long gangExits, bool final = true, bool runCore = true)
    {
        var triggers = new TriggerCounts();
        if (runCore && gangExits > 0)
            triggers.Add("EXTERNAL", gangExits);
        var exits = new TriggerCounts();
        exits.Add("EXTERNAL", 3 * gangExits + 1);
        exits.Add("SYSCALL", 5);
        return new GangExitCount
        {
            Host = host,
            Source = source,
            Tgid = tgid,
            WindowStartNs = 1_700_000_000_000_000_000 + window * WindowNs,
            WindowEndNs = 1_700_000_000_000_000_000 + (window + 1) * WindowNs,
            Counts = runCore ? Counts(gangExits) : default,
            Triggers = triggers,
            Exits = exits,
            Final = final,
            HasRunCore = runCore,
        };
    }

    private static RunCounts Counts(long gangExits) => new()
    {
        Runs = 10 * gangExits + 7,
        GangExits = gangExits,
        GangExitsPerTgid = gangExits + 1,
        ForcedThreads = 2 * gangExits,
        Cedes = 3,
        RunTimeNs = 1000 * gangExits,
        UncertainRuns = gangExits / 10,
        OrphanExits = 1,
        Lost = gangExits / 100,
        ForcedOutNs = 100 * gangExits,
        GuestThreadNs = 10_000,
    };
}
