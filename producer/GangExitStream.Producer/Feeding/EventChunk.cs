namespace GangExitStream.Producer.Feeding;

/// <summary>Events on their way from the reading thread. Reused.</summary>
internal sealed class EventChunk
{
    /// <summary>192 KiB of events: for each chunk a thread may have to be woken.</summary>
    public const int Capacity = 4096;

    private readonly KvmEvent[] _events = GC.AllocateUninitializedArray<KvmEvent>(Capacity);
    private int _count;

    public ReadOnlyMemory<KvmEvent> Events => _events.AsMemory(0, _count);

    public int Fill(Traces.ITraceReader reader) => _count = reader.Read(_events);
}
