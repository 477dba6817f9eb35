using System.Runtime.InteropServices;

namespace GangExitStream.Subscriber;

/// <summary>Receives the records that a watch reads.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
public interface IWatchView<T> : IDisposable
{
    /// <summary>Receives one record. Records of a partition come in order.</summary>
    void Add(in T item);

    /// <summary>Called after every poll, several times a second.</summary>
    void Show(in WatchProgress progress);

    /// <summary>Called after the last record.</summary>
    void Complete(in WatchProgress progress);
}

/// <summary>The progress of a watch.</summary>
/// <param name="Shown">Number of records that passed the filter.</param>
/// <param name="Undecodable">Number of records that could not be decoded.</param>
/// <param name="CaughtUp">The end offsets as of the start have been reached.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WatchProgress(long Shown, long Undecodable, bool CaughtUp)
{
    /// <summary>Sum of the next offsets to read, over all partitions. Offsets include transaction markers.</summary>
    public long Offsets { get; init; }
}
