namespace GangExitStream.Traces.Live;

/// <summary>
/// The per-CPU ring buffers of a running recording, as of tracefs (<c>per_cpu/cpu*/trace_pipe_raw</c>). For one thread.
/// </summary>
public interface ILiveBuffers
{
    /// <summary>The CPUs' numbers. The other members take an index into this list, which only grows (CPU hotplug).</summary>
    IReadOnlyList<int> Cpus { get; }

    /// <summary>The current time of the events' clock, in nanoseconds.</summary>
    long NowNs { get; }

    /// <summary>The current wall time minus trace time, in nanoseconds; null: not known.</summary>
    long? WallClockOffsetNs { get; }

    /// <summary>
    /// Waits briefly, or until a buffer fills up. False: the recording has ended, and the buffers get no more events.
    /// </summary>
    bool WaitForMore();

    /// <summary>Reads and removes a CPU's next page without waiting. Returns its length; 0: none now.</summary>
    int TakePage(int place, Span<byte> page);

    /// <summary>Number of events of this CPU lost since the recording began; -1: not known.</summary>
    long LostSoFar(int place);
}
