using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Processor.Ingest;

/// <summary>
/// What flows through the graph: a few fetched records and, behind the decode step, their events; or an order to the lane that
/// keeps state. One array of many events at a time, since a message costs as much as fifty events.
/// </summary>
public sealed class RecordChunk
{
    /// <summary>So many records of 512 events are 100 KiB of events: what one core decodes, another one still finds near.</summary>
    public const int MaxRecords = 4;

    private readonly RawRecord[] _records = new RawRecord[MaxRecords];
    private readonly DecodedRecord[] _decoded = CreateDecoded();

    /// <summary>Records in it.</summary>
    public int Count { get; private set; }

    /// <summary>No more fit.</summary>
    public bool IsFull => Count == MaxRecords;

    /// <summary>What the lane is to do when it comes to this chunk, behind its records.</summary>
    public LaneOrder? Order { get; set; }

    /// <summary>The records as fetched.</summary>
    public ReadOnlySpan<RawRecord> Records => _records.AsSpan(0, Count);

    /// <summary>The same records decoded; each tells whether it could be.</summary>
    public ReadOnlySpan<DecodedRecord> Decoded => _decoded.AsSpan(0, Count);

    /// <summary>Takes a record in; the chunk owns its bytes from now on.</summary>
    public void Add(RawRecord record) => _records[Count++] = record;

    /// <summary>Gives the records' bytes back and forgets all, so that the chunk can be used again.</summary>
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

/// <summary>One record's batch and events, or why there are none. Reused with its chunk.</summary>
public sealed class DecodedRecord
{
    /// <summary>The batch's header.</summary>
    public KvmHvEventBatch Batch { get; internal set; }

    /// <summary>Its events.</summary>
    public KvmEventBuffer Events { get; } = new();

    /// <summary>The schema that has to be asked for before the record can be decoded; null: none.</summary>
    internal RecordPrefix? Wanted { get; set; }

    /// <summary>Why the record is a dead letter; null: it is fine.</summary>
    public string? Rejection { get; internal set; }
}
