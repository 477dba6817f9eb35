namespace GangExitStream.Traces.Ordering;

/// <summary>Decoded events in file order: filled on the decoding thread, merged from where they lie on another. Reused.</summary>
internal sealed class EventBlock
{
    /// <summary>48 KiB of events: stays in the processor's cache on its way.</summary>
    public const int Capacity = 1024;

    private const int MaxDamage = 64;

    private readonly KvmEvent[] _events = GC.AllocateUninitializedArray<KvmEvent>(Capacity + 1); // one more: the loss told at the trace's end
    private readonly List<int> _falls = []; // where an event's time is before that of the one before it
    private int _count;
    private int _guestExits;
    private int _losses;
    private int _entries; // guest_enters, hcalls and vcore_blockeds: in no count
    private long _lost;
    private long _lastTime; // no time is negative

    public ReadOnlySpan<KvmEvent> Events => _events.AsSpan(0, _count);

    public ref readonly KvmEvent At(int place) => ref _events[place];

    public bool IsFull => _count >= Capacity || Damage.Count >= MaxDamage;

    /// <summary>A round of the recorder ends behind these events.</summary>
    public bool EndsRound { get; set; }

    /// <summary>The trace ends behind these events.</summary>
    public bool EndsTrace { get; set; }

    /// <summary>Behind these events no event before this time will come.</summary>
    public long NoneBefore { get; set; } = long.MinValue;

    /// <summary>The largest time of any record that was passed, ours or not: rounds are measured by all of them.</summary>
    public long LargestTime { get; private set; }

    /// <summary>Damage found on the way.</summary>
    public List<TraceDamage> Damage { get; } = [];

    /// <summary>The block has losses or optional events, which may affect other VMs.</summary>
    public bool HasOthers => _losses + _entries > 0;

    /// <summary>Stretches of ascending times that the events fall into.</summary>
    public int Stretches => _count == 0 ? 0 : _falls.Count + 1;

    /// <summary>Of these, the merger's: how many have not been let out.</summary>
    public int Pending { get; set; }

    /// <summary>The place for the next event, unless <see cref="IsFull"/>; it counts once it is told to be added.</summary>
    public ref KvmEvent Next() => ref _events[_count];

    /// <summary>The places for the next events; none where it <see cref="IsFull"/>. They count once they are told to be added.</summary>
    public Span<KvmEvent> Room => IsFull ? [] : _events.AsSpan(_count, Capacity - _count);

    /// <summary>The time of the last event so far.</summary>
    public long LastTime => _lastTime;

    public Range Stretch(int index) => (index == 0 ? 0 : _falls[index - 1])..(index == _falls.Count ? _count : _falls[index]);

    public void Added(in KvmEvent e)
    {
        if (e.TimeNs < _lastTime)
            Falls(0, _lastTime);
        if (e.Kind == KvmEventKind.Lost)
            AddedLoss(e);
        else if (e.Kind > KvmEventKind.Lost)
            _entries++;
        Added(1, e.Kind == KvmEventKind.GuestExit ? 1 : 0, e.TimeNs);
    }

    /// <summary>Tells of an event in the room whose time is before <paramref name="previous"/>, that of the one before it.</summary>
    public void Falls(int place, long previous)
    {
        _falls.Add(_count + place);
        LargestTime = Math.Max(LargestTime, previous);
    }

    /// <summary>Events were put into the room; <see cref="Falls"/> has been told of each that goes back.</summary>
    public void Added(int count, int guestExits, long lastTime)
    {
        _count += count;
        _guestExits += guestExits;
        _lastTime = lastTime;
        LargestTime = Math.Max(LargestTime, lastTime);
    }

    public void AddCountsTo(TraceSummary summary)
    {
        summary.GuestExits += _guestExits;
        summary.RunCores += _count - _guestExits - _losses - _entries;
        summary.Lost += _lost;
        summary.Gaps += _losses;
    }

    public void Saw(long time) => LargestTime = Math.Max(LargestTime, time);

    /// <summary>Forgets what it had and has it filled anew; false: the trace ends with it.</summary>
    public bool Refill(Action<EventBlock> fill)
    {
        Clear();
        fill(this);
        return !EndsTrace;
    }

    public void Clear()
    {
        (_count, EndsRound, EndsTrace, NoneBefore) = (0, false, false, long.MinValue);
        (_lastTime, LargestTime) = (0, 0);
        (_guestExits, _losses, _entries, _lost) = (0, 0, 0, 0);
        _falls.Clear();
        Damage.Clear();
    }

    private void AddedLoss(in KvmEvent e)
    {
        _losses++;
        _lost += e.LostCount;
    }
}
