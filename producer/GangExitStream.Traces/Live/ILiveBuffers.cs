namespace GangExitStream.Traces.Live;

/// <summary>
/// The ring buffers of a recording that goes on, a CPU each, as tracefs has them (<c>per_cpu/cpu*/trace_pipe_raw</c>). One thread calls.
/// </summary>
public interface ILiveBuffers
{
    /// <summary>The CPUs' numbers; their places in this list are what the other members take. It only grows: CPUs come up.</summary>
    IReadOnlyList<int> Cpus { get; }

    /// <summary>Now, on the clock that the events are stamped with, in nanoseconds.</summary>
    long NowNs { get; }

    /// <summary>Wall time = trace time + this, in nanoseconds, as it is now; null where nobody knows.</summary>
    long? WallClockOffsetNs { get; }

    /// <summary>
    /// Waits until a buffer fills up, or a moment. False: the recording is over, and what the buffers have now is all there will be.
    /// </summary>
    bool WaitForMore();

    /// <summary>Takes a CPU's next page, without waiting. Returns its bytes; 0 where there is nothing now.</summary>
    int TakePage(int place, Span<byte> page);

    /// <summary>How many events of this CPU were lost since the recording began; -1 where nobody knows.</summary>
    long LostSoFar(int place);
}
