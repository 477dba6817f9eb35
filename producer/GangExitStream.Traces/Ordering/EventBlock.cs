using System.Runtime.CompilerServices;

namespace GangExitStream.Traces.Ordering;

/// <summary>Decoded events in file order. Filled on the decoding thread; the merging thread copies events from it to the caller. Reused.</summary>
internal sealed class EventBlock
{
    /// <summary>32 KiB of events: fits the CPU's cache until they are merged.</summary>
    public const int Capacity = 1024;

    private const int MaxDamage = 64;

    private readonly PendingEvent[] _events = GC.AllocateUninitializedArray<PendingEvent>(Capacity + 1); // one more: for the loss that is added at the end of the trace
    private readonly List<int> _stretchStarts = []; // places of events whose time is before the previous event's
    private Registers[]? _registers; // of the same events; null until the first block that needs them
    private bool _hasRegisters;
    private int _count;
    private int _guestExits;
    private int _losses;
    private int _entries; // guest_enter, hcall_enter and vcore_blocked events, which no count includes
    private long _lost;
    private long _lastTime; // no time is negative

    public ReadOnlySpan<PendingEvent> Events => _events.AsSpan(0, _count);

    /// <summary>The events with their registers.</summary>
    public PendingSpan Whole => new(Events, _hasRegisters ? _registers.AsSpan(0, _count) : []);

    public ref readonly PendingEvent At(int place) => ref _events[place];

    /// <summary>Copies an event with its registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CopyTo(int place, out KvmEvent e) => PendingSpan.Copy(in _events[place], _hasRegisters ? _registers![place] : default, out e);

    public bool IsFull => _count >= Capacity || Damage.Count >= MaxDamage;

    /// <summary>A round of the recorder ends after these events.</summary>
    public bool EndsRound { get; set; }

    /// <summary>The trace ends after these events.</summary>
    public bool EndsTrace { get; set; }

    /// <summary>No event that follows these is before this time.</summary>
    public long NoneBefore { get; set; } = long.MinValue;

    /// <summary>The largest time of all records, also of unwanted ones: the end of a round depends on all of them.</summary>
    public long LargestTime { get; private set; }

    /// <summary>Damage found while the block was filled.</summary>
    public List<TraceDamage> Damage { get; } = [];

    /// <summary>The block has losses or optional events, which may affect other VMs.</summary>
    public bool HasOthers => _losses + _entries > 0;

    /// <summary>Number of stretches: consecutive events with ascending times.</summary>
    public int Stretches => _count == 0 ? 0 : _stretchStarts.Count + 1;

    /// <summary>Set by the merger: number of stretches with events that it has not returned.</summary>
    public int Pending { get; set; }

    /// <summary>The places for the next events; none if the block <see cref="IsFull"/>. <see cref="Commit(int, int, long)"/> adds them.</summary>
    public Span<PendingEvent> Room => IsFull ? [] : _events.AsSpan(_count, Capacity - _count);

    /// <summary>The places for the registers of the events in <see cref="Room"/>. Registers that are not written are 0.</summary>
    public Span<Registers> RegistersRoom()
    {
        if (!_hasRegisters)
            BeginRegisters();
        return _registers.AsSpan(_count);
    }

    /// <summary>The time of the last event so far.</summary>
    public long LastTime => _lastTime;

    public Range Stretch(int index) => (index == 0 ? 0 : _stretchStarts[index - 1])..(index == _stretchStarts.Count ? _count : _stretchStarts[index]);

    public void Commit(in KvmEvent e)
    {
        if (e.TimeNs < _lastTime)
            BeginStretch(0, _lastTime);
        if (e.Kind == KvmEventKind.Lost)
            CommitLoss(e);
        else if (e.Kind > KvmEventKind.Lost)
            _entries++;
        _events[_count] = Unsafe.As<KvmEvent, PendingEvent>(ref Unsafe.AsRef(in e));
        if ((e.Pc | e.Msr) != 0)
            RegistersRoom()[0] = new Registers { Pc = e.Pc, Msr = e.Msr };
        Commit(1, e.Kind == KvmEventKind.GuestExit ? 1 : 0, e.TimeNs);
    }

    /// <summary>Notes an event in the room whose time is before <paramref name="previous"/>, the time of the event before it: a stretch begins.</summary>
    public void BeginStretch(int place, long previous)
    {
        _stretchStarts.Add(_count + place);
        LargestTime = Math.Max(LargestTime, previous);
    }

    /// <summary>Adds events that were written into the room. <see cref="BeginStretch"/> must have been called for each whose time is smaller than the previous one.</summary>
    public void Commit(int count, int guestExits, long lastTime)
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

    public void NoteTime(long time) => LargestTime = Math.Max(LargestTime, time);

    /// <summary>Clears and fills the block. False: the trace ends with it.</summary>
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
        _hasRegisters = false;
        (_guestExits, _losses, _entries, _lost) = (0, 0, 0, 0);
        _stretchStarts.Clear();
        Damage.Clear();
    }

    private void BeginRegisters()
    {
        _registers ??= new Registers[Capacity + 1];
        Array.Clear(_registers);
        _hasRegisters = true;
    }

    private void CommitLoss(in KvmEvent e)
    {
        _losses++;
        _lost += e.LostCount;
    }
}
