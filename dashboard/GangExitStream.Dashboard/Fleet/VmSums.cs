using System.Runtime.InteropServices;

namespace GangExitStream.Dashboard.Fleet;

/// <summary>Which VM's counts: as they are keyed in the topic.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VmId(string Host, string Source, int Tgid);

/// <summary>What the topic says of one VM, over all windows that were read. Never changes: a record makes a new one.</summary>
internal sealed record VmSums(VmId Id)
{
    public string Host => Id.Host;

    public string Source => Id.Source;

    public int Tgid => Id.Tgid;

    /// <summary>The VM's name, as its latest window that has one says; null: none has.</summary>
    public string? Name { get; init; }

    public RunCounts Counts { get; init; }

    /// <summary>Gang exits by trap.</summary>
    public TriggerCounts Triggers { get; init; } = new();

    /// <summary>All guest exits by trap.</summary>
    public TriggerCounts Exits { get; init; } = new();

    /// <summary>A run_core of the VM was seen; else gang exits don't apply (POWER9 and later).</summary>
    public bool HasRunCore { get; init; }

    public ClockKind Clock { get; init; }

    /// <summary>Start of the first window that was read, nanoseconds on <see cref="Clock"/>.</summary>
    public long FirstWindowStartNs { get; init; } = long.MaxValue;

    public long LastWindowStartNs { get; init; } = long.MinValue;

    public long LastWindowEndNs { get; init; } = long.MinValue;

    /// <summary>Windows that were read.</summary>
    public long Windows { get; init; }

    /// <summary>Records of windows that were forgotten before: they couldn't replace anything, and were left out.</summary>
    public long TooLate { get; init; }

    /// <summary>The store's version when the VM changed last.</summary>
    public long Version { get; init; }

    /// <summary>Guest exits, all traps.</summary>
    public long GuestExits => Exits.Total;

    public double? LostShare => Counts.ForcedOutShare;

    /// <summary>The loss of samples touched these counts, or not all records could be taken.</summary>
    public bool IsLossy => Counts.Lost > 0 || Counts.UncertainRuns > 0 || TooLate > 0;
}
