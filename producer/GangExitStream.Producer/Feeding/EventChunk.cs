namespace GangExitStream.Producer.Feeding;

/// <summary>A reusable buffer of events that the reading thread fills.</summary>
internal sealed class EventChunk
{
    /// <summary>192 KiB of events: for each chunk a thread may have to be woken.</summary>
    public const int Capacity = 4096;

    private readonly KvmEvent[] _events = GC.AllocateUninitializedArray<KvmEvent>(Capacity);
    private long[] _guestNs = [];
    private bool _hasGuestNs;
    private int _count;

    public TimedEvents Events => new(_events.AsMemory(0, _count), _hasGuestNs ? _guestNs.AsMemory(0, _count) : default);

    /// <summary>What the trace said of wall time when it was filled.</summary>
    public long? WallClockOffsetNs { get; private set; }

    /// <summary>Reads the next events to publish; 0: the recording has ended.</summary>
    public int Fill(Traces.ITraceReader reader, GuestTimes times)
    {
        int read;
        do
        {
            read = _count = reader.Read(_events);
            _hasGuestNs = false;
            if (times.Concern(_events.AsSpan(0, read)))
                Take(times, read);
        }
        while (read > 0 && _count == 0); // optional events only
        WallClockOffsetNs = reader.Info.WallClockOffsetNs;
        return _count;
    }

    private void Take(GuestTimes times, int read)
    {
        if (_guestNs.Length == 0)
            _guestNs = new long[Capacity];
        _count = times.Take(_events.AsSpan(0, read), _guestNs, out _hasGuestNs);
    }
}
