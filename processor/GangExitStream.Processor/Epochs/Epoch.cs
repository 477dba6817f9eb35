using GangExitStream.Schemas.Binary;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// What one transaction writes: the outputs and changed states of the records that were processed since the epoch before, and
/// the offsets behind them. Its records are handed over in parts while it is still filled; what it sums up is the committer's
/// with the last one.
/// </summary>
public sealed class Epoch : IDisposable
{
    private readonly Dictionary<int, long> _nextOffsets = [];
    private EpochCounts _counts;
    private long _handedBytes;
    private long _handedRecords;

    /// <summary>The part that is being filled.</summary>
    public EpochPart Part { get; private set; } = new();

    /// <summary>The bytes of that part's values, one after the other.</summary>
    public AvroBuffer Bytes => Part.Bytes;

    /// <summary>Bytes of all values so far.</summary>
    public long Length => _handedBytes + Part.Bytes.Length;

    /// <summary>Records so far.</summary>
    public long RecordCount => _handedRecords + Part.Count;

    /// <summary>By input partition: the offset after the last record that went in.</summary>
    public IReadOnlyDictionary<int, long> NextOffsets => _nextOffsets;

    /// <summary>What went in.</summary>
    public ref EpochCounts Counts => ref _counts;

    /// <summary>When its first record went in, as the clock's timestamp; null: none did.</summary>
    public long? StartedAt { get; set; }

    /// <summary>Who waits for it to be committed.</summary>
    public List<ManualResetEventSlim> Waiters { get; } = [];

    /// <summary>Nothing to commit.</summary>
    public bool IsEmpty => RecordCount == 0 && _nextOffsets.Count == 0;

    /// <summary>A record of the input went in.</summary>
    public void Passed(int partition, long offset) => _nextOffsets[partition] = offset + 1;

    /// <summary>Nothing of a partition went in, but what is written of it stands on that offset.</summary>
    public void Holds(int partition, long nextOffset) => _nextOffsets.TryAdd(partition, nextOffset);

    /// <summary>Adds a record whose value is what was encoded into <see cref="Bytes"/> since the last one.</summary>
    public void Add(OutputTopic topic, int inputPartition, byte[] key, byte[] partitionKey)
    {
        _counts.GangExits += topic == OutputTopic.GangExits ? 1 : 0;
        _counts.WindowCounts += topic == OutputTopic.Counts ? 1 : 0;
        Part.Add(topic, inputPartition, key, partitionKey);
    }

    /// <summary>Adds a tombstone.</summary>
    public void AddTombstone(OutputTopic topic, int inputPartition, byte[] key, byte[] partitionKey) =>
        Part.AddAlone(new OutputRun(topic, inputPartition, key, partitionKey, 0) { IsTombstone = true });

    /// <summary>Adds the original bytes of a record that can't be processed.</summary>
    public void AddDeadLetter(DeadLetter letter, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var writer = new AvroWriter(Bytes);
        writer.WriteRaw(value);
        writer.Finish();
        var keyBytes = key.ToArray();
        _counts.DeadLetters++;
        Part.AddAlone(new OutputRun(OutputTopic.DeadLetters, letter.Partition, keyBytes, keyBytes, 0) { DeadLetter = letter });
    }

    /// <summary>Hands the part over, and goes on with an empty one.</summary>
    public EpochPart Exchange(EpochPart empty)
    {
        var full = Part;
        (_handedBytes, _handedRecords, Part) = (Length, RecordCount, empty);
        return full;
    }

    /// <summary>Forgets all, to be filled again.</summary>
    public void Clear()
    {
        Part.Clear();
        _nextOffsets.Clear();
        Waiters.Clear();
        (_counts, StartedAt, _handedBytes, _handedRecords) = (default, null, 0, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => Part.Dispose();
}
