using System.Runtime.InteropServices;

namespace GangExitStream.Traces.Text;

/// <summary>
/// The tgid of each thread's last run_core: what a guest exit belongs to in the forms that name threads only.
/// </summary>
internal sealed class RunnerTgids
{
    /// <summary>A thread that moves to another CPU may see its clock so far behind.</summary>
    private const long JitterNs = 1_000_000;

    // Linux has at most 4 million threads (PID_MAX_LIMIT); more are forged, and stay unknown.
    private const int MaxThreads = 1 << 22;

    private readonly Dictionary<int, Run> _runs = [];

    /// <summary>The thread ran a vcore of this VM. False where its last run_core was later: the lines are out of order.</summary>
    public bool Learn(int tid, int tgid, long timeNs)
    {
        if (_runs.Count >= MaxThreads && !_runs.ContainsKey(tid))
            return true;
        ref var run = ref CollectionsMarshal.GetValueRefOrAddDefault(_runs, tid, out var exists);
        var inOrder = !exists || run.TimeNs - timeNs <= JitterNs;
        run = new Run(tgid, timeNs);
        return inOrder;
    }

    /// <summary>The VM of the thread's last run, or <see cref="KvmEvent.Unknown"/>.</summary>
    public int Of(int tid) => _runs.TryGetValue(tid, out var run) ? run.Tgid : KvmEvent.Unknown;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Run(int Tgid, long TimeNs);
}
