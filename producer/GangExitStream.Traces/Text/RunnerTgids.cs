namespace GangExitStream.Traces.Text;

/// <summary>
/// The tgid of each thread's last run_core: what a guest exit belongs to in the forms that name threads only.
/// </summary>
internal sealed class RunnerTgids
{
    // Linux has at most 4 million threads (PID_MAX_LIMIT); more are forged, and stay unknown.
    private const int MaxThreads = 1 << 22;

    private readonly Dictionary<int, int> _tgids = [];

    /// <summary>The thread ran a vcore of this VM.</summary>
    public void Learn(int tid, int tgid)
    {
        if (_tgids.Count < MaxThreads || _tgids.ContainsKey(tid))
            _tgids[tid] = tgid;
    }

    /// <summary>The VM of the thread's last run, or <see cref="KvmEvent.Unknown"/>.</summary>
    public int Of(int tid) => _tgids.GetValueOrDefault(tid, KvmEvent.Unknown);
}
