using System.Runtime.CompilerServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>Decoded events in file order, as they go from the decoding thread to the merging one. Reused.</summary>
internal sealed class EventBlock
{
    /// <summary>48 KiB of events: stays in the processor's cache on its way.</summary>
    public const int Capacity = 1024;

    private const int MaxDamage = 64;

    private readonly KvmEvent[] _events = new KvmEvent[Capacity + 1]; // one more: the loss told at the trace's end
    private int _count;
    private int _guestExits;
    private int _losses;
    private long _lost;

    public ReadOnlySpan<KvmEvent> Events => _events.AsSpan(0, _count);

    public bool IsFull => _count >= Capacity || Damage.Count >= MaxDamage;

    /// <summary>A round of the recorder ends behind these events.</summary>
    public bool EndsRound { get; set; }

    /// <summary>The trace ends behind these events.</summary>
    public bool EndsTrace { get; set; }

    /// <summary>The largest time of any record that was passed, ours or not: rounds are measured by all of them.</summary>
    public long LargestTime { get; private set; }

    /// <summary>Damage found on the way.</summary>
    public List<TraceDamage> Damage { get; } = [];

    /// <summary>The place for the next event; it counts once <see cref="Added"/> has been told.</summary>
    public ref KvmEvent Next() => ref _events[_count];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Added(in KvmEvent e)
    {
        _count++;
        _guestExits += e.Kind == KvmEventKind.GuestExit ? 1 : 0;
        if (e.Kind == KvmEventKind.Lost)
            AddedLoss(e);
        Saw(e.TimeNs);
    }

    public void AddCountsTo(TraceSummary summary)
    {
        summary.GuestExits += _guestExits;
        summary.RunCores += _count - _guestExits - _losses;
        summary.Lost += _lost;
        summary.Gaps += _losses;
    }

    public void Saw(long time)
    {
        if (time > LargestTime)
            LargestTime = time;
    }

    public void Clear()
    {
        (_count, EndsRound, EndsTrace, LargestTime) = (0, false, false, 0);
        (_guestExits, _losses, _lost) = (0, 0, 0);
        Damage.Clear();
    }

    private void AddedLoss(in KvmEvent e)
    {
        _losses++;
        _lost += e.LostCount;
    }
}
