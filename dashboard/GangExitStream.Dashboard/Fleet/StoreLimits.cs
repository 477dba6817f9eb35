namespace GangExitStream.Dashboard.Fleet;

/// <summary>Limits of the memory for the topic. Sums include everything that was read; only single windows are removed.</summary>
public sealed record StoreLimits
{
    /// <summary>Maximum VMs (host, source and tgid). Beyond it a tenth of them is removed, those with the oldest last records.</summary>
    public int MaxVms { get; init; } = 250_000;

    /// <summary>Maximum windows of one VM, the latest ones: an hour of 10 s windows.</summary>
    public int MaxWindowsOfVm { get; init; } = 360;

    /// <summary>Maximum bytes of all windows. Beyond it each VM keeps fewer.</summary>
    public long MaxWindowBytes { get; init; } = 192L << 20;

    /// <summary>Maximum bytes of one window; larger ones are refused. A record of a real VM has some 200.</summary>
    public int MaxWindow { get; init; } = 16 << 10;

    /// <summary>Maximum characters of host and of source.</summary>
    public int MaxName { get; init; } = 1024;

    /// <summary>Maximum distinct traps in the sums of a VM; further ones are counted as <see cref="CountSums.Others"/>.</summary>
    public const int MaxTraps = 48;
}
