using System.Globalization;
using System.Text;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;

namespace GangExitStream.Tests.Driver;

/// <summary>A record of the input topic.</summary>
internal sealed record InputRecord(int Partition, long Offset, byte[]? Key, byte[]? Value);

/// <summary>The input topic in memory: each record gets its partition's next offset.</summary>
internal sealed class InputLog
{
    private readonly Dictionary<int, long> _next = [];

    public List<InputRecord> Records { get; } = [];

    /// <summary>Adds a batch as the producer writes it.</summary>
    public InputLog Add(KvmHvEventBatch batch, ReadOnlySpan<KvmEvent> events, int partition = 0) =>
        AddRaw(KeyOf(batch), Encode(batch, events), partition);

    /// <summary>Adds a batch of VM 287 of host h, source s.</summary>
    public InputLog Add(long sequence, KvmEvent[] events, bool end = false, long? wall = null, int partition = 0) =>
        Add(BatchOf(sequence, events, end, wall), events, partition);

    /// <summary>Adds any bytes.</summary>
    public InputLog AddRaw(byte[]? key, byte[]? value, int partition = 0)
    {
        var offset = _next.GetValueOrDefault(partition);
        Records.Add(new InputRecord(partition, offset, key, value));
        _next[partition] = offset + 1;
        return this;
    }

    public static KvmHvEventBatch BatchOf(long sequence, KvmEvent[] events, bool end = false, long? wall = null, int tgid = 287) => new()
    {
        Host = "h",
        Source = "s",
        Tgid = tgid,
        FirstSequence = sequence,
        BaseTimeNs = events.Length == 0 ? 0 : events[0].TimeNs,
        WallClockOffsetNs = wall,
        EndOfSource = end,
    };

    public static byte[] KeyOf(in KvmHvEventBatch batch) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{batch.Host}/{batch.Tgid}"));

    public static byte[] Encode(in KvmHvEventBatch batch, ReadOnlySpan<KvmEvent> events)
    {
        using var buffer = new AvroBuffer();
        buffer.Append(RecordPrefix.SingleObject(RecordSchema.KvmHvEventBatchV2));
        Assert.False(KvmHvEventBatchCodec.Encode(in batch, events, registers: false, buffer).Failed);
        return buffer.Written.ToArray();
    }
}
