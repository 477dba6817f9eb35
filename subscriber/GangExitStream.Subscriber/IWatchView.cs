using System.Runtime.InteropServices;

namespace GangExitStream.Subscriber;

/// <summary>Where records go.</summary>
/// <typeparam name="T">The record.</typeparam>
public interface IWatchView<T> : IDisposable
{
    /// <summary>One record, in the order of its partition.</summary>
    void Add(in T item);

    /// <summary>After every poll, some tenths of a second apart at most.</summary>
    void Show(in WatchProgress progress);

    /// <summary>After the last record.</summary>
    void Complete(in WatchProgress progress);
}

/// <summary>How far the reading has come.</summary>
/// <param name="Shown">Records that passed the filter.</param>
/// <param name="Undecodable">Records that could not be read.</param>
/// <param name="CaughtUp">The ends as of the start have been reached.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WatchProgress(long Shown, long Undecodable, bool CaughtUp)
{
    /// <summary>Offsets that have been read, over all partitions: records, and what is none (transactions' markers).</summary>
    public long Offsets { get; init; }
}
