using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Processor.Ingest;

/// <summary>
/// The message that passes through the graph: a few fetched records and, after the decode step, their events; or an order to the state lane.
/// Many events share one message because a Dataflow message costs as much as about fifty events.
/// </summary>
public sealed class RecordChunk
{
    /// <summary>Four records of 512 events are 100 KiB, so decoded events are still in the shared cache when the lane reads them.</summary>
    public const int MaxRecords = 4;

    private readonly RawRecord[] _records = new RawRecord[MaxRecords];
    private readonly DecodedRecord[] _decoded = CreateDecoded();

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>The chunk has <see cref="MaxRecords"/> records.</summary>
    public bool IsFull => Count == MaxRecords;

    /// <summary>An order that the lane executes after the records of this chunk; null: none.</summary>
    public LaneOrder? Order { get; set; }

    /// <summary>The fetched records.</summary>
    public ReadOnlySpan<RawRecord> Records => _records.AsSpan(0, Count);

    /// <summary>The decoded records, at the same indexes as <see cref="Records"/>.</summary>
    public ReadOnlySpan<DecodedRecord> Decoded => _decoded.AsSpan(0, Count);

    /// <summary>Adds a record; the chunk then owns its bytes.</summary>
    public void Add(RawRecord record) => _records[Count++] = record;

    /// <summary>Returns the records' bytes to the pool and empties the chunk so that it can be used again.</summary>
    public void Clear()
    {
        foreach (ref readonly var record in Records)
        {
            record.Key.Return();
            record.Value.Return();
        }
        (Count, Order) = (0, null);
    }

    private static DecodedRecord[] CreateDecoded()
    {
        var decoded = new DecodedRecord[MaxRecords];
        for (var i = 0; i < decoded.Length; i++)
            decoded[i] = new DecodedRecord();
        return decoded;
    }
}

/// <summary>One record's batch and events, or the reason why it is rejected. Reused with its chunk.</summary>
public sealed class DecodedRecord
{
    /// <summary>The batch's header.</summary>
    public KvmHvEventBatch Batch { get; internal set; }

    /// <summary>Its events.</summary>
    public KvmEventBuffer Events { get; } = new();

    /// <summary>The schema to fetch from the registry before the record can be decoded; null: none.</summary>
    internal RecordPrefix? Wanted { get; set; }

    /// <summary>Why the record is a dead letter; null: it was decoded.</summary>
    public string? Rejection { get; internal set; }
}
