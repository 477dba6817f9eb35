namespace GangExitStream.Dashboard.Fleet;

/// <summary>How much of the topic is kept in memory. Sums are of everything that was read; only single windows are forgotten.</summary>
public sealed record StoreLimits
{
    /// <summary>VMs (host, source and tgid). Beyond: those that have had no record for longest are dropped, a tenth at a time.</summary>
    public int MaxVms { get; init; } = 250_000;

    /// <summary>Windows of one VM, the latest: an hour of 10 s.</summary>
    public int MaxWindowsOfVm { get; init; } = 360;

    /// <summary>Bytes of all windows. Beyond: each VM keeps fewer.</summary>
    public long MaxWindowBytes { get; init; } = 192L << 20;

    /// <summary>One window's bytes; a record of a real VM has some 200. Larger ones are refused.</summary>
    public int MaxWindow { get; init; } = 16 << 10;

    /// <summary>Characters of host and source each.</summary>
    public int MaxName { get; init; } = 1024;

    /// <summary>Traps told apart in the sums of a VM; the others are summed up as <see cref="CountSums.Others"/>.</summary>
    public const int MaxTraps = 48;
}
