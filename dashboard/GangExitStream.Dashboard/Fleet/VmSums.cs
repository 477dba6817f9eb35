using System.Runtime.InteropServices;

namespace GangExitStream.Dashboard.Fleet;

/// <summary>The key of a VM's counts in the topic.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct VmId(string Host, string Source, int Tgid);

/// <summary>Sums of one VM over all windows that were read. Immutable: a record creates a new one.</summary>
internal sealed record VmSums(VmId Id)
{
    public string Host => Id.Host;

    public string Source => Id.Source;

    public int Tgid => Id.Tgid;

    /// <summary>The VM's name in its latest window that has one; null: none has.</summary>
    public string? Name { get; init; }

    public RunCounts Counts { get; init; }

    /// <summary>Gang exits by trap.</summary>
    public TriggerCounts Triggers { get; init; } = new();

    /// <summary>All guest exits by trap.</summary>
    public TriggerCounts Exits { get; init; } = new();

    /// <summary>Whether a run_core of the VM was seen; without one gang exits don't apply (POWER9 and later).</summary>
    public bool HasRunCore { get; init; }

    public ClockKind Clock { get; init; }

    /// <summary>Start of the first window that was read, in nanoseconds on <see cref="Clock"/>.</summary>
    public long FirstWindowStartNs { get; init; } = long.MaxValue;

    public long LastWindowStartNs { get; init; } = long.MinValue;

    public long LastWindowEndNs { get; init; } = long.MinValue;

    /// <summary>Number of windows read.</summary>
    public long Windows { get; init; }

    /// <summary>Number of records of removed windows: they can't replace anything, and are left out.</summary>
    public long TooLate { get; init; }

    /// <summary>The store's version at the VM's last change.</summary>
    public long Version { get; init; }

    /// <summary>Guest exits, all traps.</summary>
    public long GuestExits => Exits.Total;

    public double? LostShare => Counts.ForcedOutShare;

    /// <summary>Whether lost samples or left-out records may have changed these counts.</summary>
    public bool IsLossy => Counts.Lost > 0 || Counts.UncertainRuns > 0 || TooLate > 0;
}
