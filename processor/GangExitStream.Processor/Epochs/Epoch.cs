using System.Runtime.InteropServices;
using GangExitStream.Schemas;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// What one transaction writes: the outputs and changed states of the records that were processed since the epoch before, and
/// the offsets behind them. Filled by the lane, then owned by the committer until it is done.
/// </summary>
public sealed class Epoch : IDisposable
{
    private readonly List<OutputRecord> _records = [];
    private readonly Dictionary<int, long> _nextOffsets = [];
    private EpochCounts _counts;

    /// <summary>The values' bytes, one after the other.</summary>
    public AvroBuffer Bytes { get; } = new(int.MaxValue / 2);

    /// <summary>The records, in the order in which they are to be written.</summary>
    public IReadOnlyList<OutputRecord> Records => _records;

    /// <summary>The same, without an enumerator between.</summary>
    public ReadOnlySpan<OutputRecord> RecordSpan => CollectionsMarshal.AsSpan(_records);

    /// <summary>By input partition: the offset after the last record that went in.</summary>
    public IReadOnlyDictionary<int, long> NextOffsets => _nextOffsets;

    /// <summary>What went in.</summary>
    public ref EpochCounts Counts => ref _counts;

    /// <summary>When its first record went in, as the clock's timestamp; null: none did.</summary>
    public long? StartedAt { get; set; }

    /// <summary>Who waits for it to be committed.</summary>
    public List<ManualResetEventSlim> Waiters { get; } = [];

    /// <summary>Nothing to commit.</summary>
    public bool IsEmpty => _records.Count == 0 && _nextOffsets.Count == 0;

    /// <summary>A record of the input went in.</summary>
    public void Passed(int partition, long offset) => _nextOffsets[partition] = offset + 1;

    /// <summary>Nothing of a partition went in, but what is written of it stands on that offset.</summary>
    public void Holds(int partition, long nextOffset) => _nextOffsets.TryAdd(partition, nextOffset);

    /// <summary>Adds a record whose value was just encoded into <see cref="Bytes"/>, from the given place on.</summary>
    public void Add(OutputTopic topic, int inputPartition, byte[] key, byte[] partitionKey, int valueAt)
    {
        _counts.GangExits += topic == OutputTopic.GangExits ? 1 : 0;
        _records.Add(new OutputRecord(topic, inputPartition, key, partitionKey, valueAt, Bytes.Length - valueAt));
    }

    /// <summary>Adds a tombstone.</summary>
    public void AddTombstone(OutputTopic topic, int inputPartition, byte[] key, byte[] partitionKey) =>
        _records.Add(new OutputRecord(topic, inputPartition, key, partitionKey, 0, -1));

    /// <summary>Adds the original bytes of a record that can't be processed.</summary>
    public void AddDeadLetter(DeadLetter letter, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var at = Bytes.Length;
        var writer = new AvroWriter(Bytes);
        writer.WriteRaw(value);
        writer.Finish();
        var keyBytes = key.ToArray();
        _counts.DeadLetters++;
        _records.Add(new OutputRecord(OutputTopic.DeadLetters, letter.Partition, keyBytes, keyBytes, at, value.Length) { DeadLetter = letter });
    }

    /// <summary>Forgets all, to be filled again.</summary>
    public void Clear()
    {
        _records.Clear();
        _nextOffsets.Clear();
        Bytes.Clear();
        Waiters.Clear();
        (_counts, StartedAt) = (default, null);
    }

    /// <inheritdoc/>
    public void Dispose() => Bytes.Dispose();
}
