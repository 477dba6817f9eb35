using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Formats;

/// <summary>
/// Remembers the tgid of each thread's last run_core. In forms without process ids, a guest exit of the thread belongs to that VM.
/// </summary>
internal sealed class RunnerTgids
{
    /// <summary>Clocks of different CPUs may differ by this much, in nanoseconds, when a thread moves.</summary>
    private const long JitterNs = 1_000_000;

    // Linux has at most 4 million threads (PID_MAX_LIMIT). Further threads of a forged trace stay unknown.
    private const int MaxThreads = 1 << 22;

    private readonly Dictionary<int, Run> _runs = [];

    /// <summary>The VM that the thread of the last noted run_core had before it; null: none is known.</summary>
    public int? Before { get; private set; }

    /// <summary>Notes a run_core of the thread. False: the thread's previous run_core has a later time, so the lines are out of order.</summary>
    public bool Learn(int tid, int tgid, long timeNs)
    {
        if (_runs.Count >= MaxThreads && !_runs.ContainsKey(tid))
            return true;
        ref var run = ref CollectionsMarshal.GetValueRefOrAddDefault(_runs, tid, out var exists);
        Before = exists ? run.Tgid : null;
        var inOrder = !exists || run.TimeNs - timeNs <= JitterNs;
        run = new Run(tgid, timeNs);
        return inOrder;
    }

    /// <summary>The VM of the thread's last run, or <see cref="KvmEvent.Unknown"/>.</summary>
    public int Of(int tid) => _runs.TryGetValue(tid, out var run) ? run.Tgid : KvmEvent.Unknown;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Run(int Tgid, long TimeNs);
}
