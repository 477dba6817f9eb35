namespace GangExitStream.Schemas.State;

/// <summary>Bounds and counts of an open window.</summary>
public sealed class WindowState
{
    private RunCounts _counts;

    /// <summary>Start of the window, inclusive, nanoseconds.</summary>
    public long StartNs { get; set; }

    /// <summary>End of the window, exclusive, nanoseconds.</summary>
    public long EndNs { get; set; }

    /// <summary>The counts, by reference so that they can be changed in place.</summary>
    public ref RunCounts Counts => ref _counts;

    /// <summary>Gang exits by trap.</summary>
    public TriggerCounts Triggers { get; } = new();

    /// <summary>All guest exits by trap.</summary>
    public TriggerCounts Exits { get; } = new();
}
