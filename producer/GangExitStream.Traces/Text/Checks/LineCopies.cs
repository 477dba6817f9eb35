namespace GangExitStream.Traces.Text.Checks;

/// <summary>
/// Finds lines that repeat the event of the line before them on the same CPU: perf recorded the event twice (<c>-e A -e A</c>), or a tool printed each
/// line twice. No vcpu leaves the guest twice in a microsecond, so a line that is the same, with its time, is a copy. perf's two samples of one event
/// differ by up to two microseconds; such pairs are only suspected, because a vcpu may be that fast.
/// </summary>
internal sealed class LineCopies
{
    private const int MaxCpus = 1 << 12;
    private const long NearNs = 2_000;
    private const long FewestNear = 16;

    private KvmEvent[] _last = new KvmEvent[64]; // by CPU + 1
    private long _runCores;
    private long _guestExits;
    private long _nearRunCores;
    private long _nearGuestExits;

    /// <summary>Number of copies.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Events are repeated, and some of the copies can't be distinguished from events. Among events of a run, equal neighbours are impossible, so many of them
    /// are enough; beside a certain copy, one is.
    /// </summary>
    public bool AreUncertain => _nearRunCores + _nearGuestExits > 0 && (Count > 0
        || (_runCores > 0 && (AreMany(_nearRunCores, _runCores) || AreMany(_nearGuestExits, _guestExits))));

    /// <summary>Notes an event; true: it is a copy.</summary>
    public bool IsCopy(in KvmEvent e)
    {
        if ((uint)(e.Cpu + 1) >= MaxCpus || e.Kind >= KvmEventKind.Lost)
            return false;
        if (e.Cpu + 1 >= _last.Length)
            Array.Resize(ref _last, Math.Min(MaxCpus, Math.Max(e.Cpu + 2, _last.Length * 2)));
        ref var last = ref _last[e.Cpu + 1];
        var isSame = SameEvent.IsOf(e, last);
        var later = e.TimeNs - last.TimeNs;
        last = e;
        if (isSame && later == 0)
        {
            Count++;
            return true;
        }
        NoteEvent(e.Kind == KvmEventKind.GuestExit, isSame && later is > 0 and <= NearNs ? 1 : 0);
        return false;
    }

    private void NoteEvent(bool isGuestExit, int near)
    {
        if (isGuestExit)
            (_guestExits, _nearGuestExits) = (_guestExits + 1, _nearGuestExits + near);
        else
            (_runCores, _nearRunCores) = (_runCores + 1, _nearRunCores + near);
    }

    // When every event is recorded twice, half of them are near.
    private static bool AreMany(long near, long all) => near >= FewestNear && near * 5 >= all * 2;
}
