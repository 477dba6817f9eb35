namespace GangExitStream.Producer.Feeding;

/// <summary>A reusable buffer of events that the reading thread fills.</summary>
internal sealed class EventChunk
{
    /// <summary>192 KiB of events: for each chunk a thread may have to be woken.</summary>
    public const int Capacity = 4096;

    private readonly KvmEvent[] _events = GC.AllocateUninitializedArray<KvmEvent>(Capacity);
    private int _count;

    public ReadOnlyMemory<KvmEvent> Events => _events.AsMemory(0, _count);

    /// <summary>What the trace said of wall time when it was filled.</summary>
    public long? WallClockOffsetNs { get; private set; }

    public int Fill(Traces.ITraceReader reader)
    {
        _count = reader.Read(_events);
        WallClockOffsetNs = reader.Info.WallClockOffsetNs;
        return _count;
    }
}
