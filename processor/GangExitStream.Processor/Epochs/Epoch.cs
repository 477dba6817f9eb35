using GangExitStream.Schemas.Binary;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// What one transaction writes: the outputs and changed states of the input records that were processed since the previous epoch, and
/// the input offsets to commit. Its records go to the committer in parts while the epoch is still filled. Offsets, counts and waiters go with
/// the last part.
/// </summary>
public sealed class Epoch : IDisposable
{
    private readonly Dictionary<int, long> _nextOffsets = [];
    private EpochCounts _counts;
    private long _handedBytes;
    private long _handedRecords;

    /// <summary>The part that is being filled.</summary>
    public EpochPart Part { get; private set; } = new();

    /// <summary>The bytes of the values in <see cref="Part"/>, one after the other.</summary>
    public AvroBuffer Bytes => Part.Bytes;

    /// <summary>Bytes of the values of all parts so far.</summary>
    public long Length => _handedBytes + Part.Bytes.Length;

    /// <summary>Output records of all parts so far.</summary>
    public long RecordCount => _handedRecords + Part.Count;

    /// <summary>The offset to commit, by input partition: one after the last record that was processed.</summary>
    public IReadOnlyDictionary<int, long> NextOffsets => _nextOffsets;

    /// <summary>Counts of what was processed in this epoch.</summary>
    public ref EpochCounts Counts => ref _counts;

    /// <summary>When the first input record was processed, as a timestamp of the <see cref="TimeProvider"/>; null: none yet.</summary>
    public long? StartedAt { get; set; }

    /// <summary>Completed when the epoch is committed.</summary>
    public List<TaskCompletionSource> Waiters { get; } = [];

    /// <summary>There are no records and no offsets to commit.</summary>
    public bool IsEmpty => RecordCount == 0 && _nextOffsets.Count == 0;

    /// <summary>Notes that the input record at <paramref name="offset"/> was processed.</summary>
    public void Passed(int partition, long offset) => _nextOffsets[partition] = offset + 1;

    /// <summary>
    /// Commits a partition's unchanged offset, because the epoch writes records of the partition without having processed input of it. Only a
    /// transaction with offsets is fenced by the consumer group.
    /// </summary>
    public void Holds(int partition, long nextOffset) => _nextOffsets.TryAdd(partition, nextOffset);

    /// <summary>Adds a record. Its value is the bytes that were appended to <see cref="Bytes"/> since the previous record.</summary>
    public void Add(OutputTopic topic, int inputPartition, byte[] key, byte[] partitionKey)
    {
        _counts.GangExits += topic == OutputTopic.GangExits ? 1 : 0;
        _counts.WindowCounts += topic == OutputTopic.Counts ? 1 : 0;
        Part.Add(topic, inputPartition, key, partitionKey);
    }

    /// <summary>Adds a record without a value: it deletes the key from a compacted topic.</summary>
    public void AddTombstone(OutputTopic topic, int inputPartition, byte[] key, byte[] partitionKey) =>
        Part.AddAlone(new OutputRun(topic, inputPartition, key, partitionKey, 0) { IsTombstone = true });

    /// <summary>Adds the original bytes of a record that can't be processed, cut to the limits of <see cref="DeadLetter"/>.</summary>
    public void AddDeadLetter(DeadLetter letter, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int maxValueBytes = DeadLetter.MaxValueBytes)
    {
        var writer = new AvroWriter(Bytes);
        writer.WriteRaw(DeadLetter.Cut(value, maxValueBytes, out var cutValue));
        writer.Finish();
        var keyBytes = DeadLetter.Cut(key, DeadLetter.MaxKeyBytes, out var cutKey).ToArray();
        letter = letter with { CutKey = cutKey, CutValue = cutValue };
        _counts.DeadLetters++;
        Part.AddAlone(new OutputRun(OutputTopic.DeadLetters, letter.Partition, keyBytes, keyBytes, 0) { DeadLetter = letter });
    }

    /// <summary>Returns the current part, and continues with an empty one.</summary>
    public EpochPart Exchange(EpochPart empty)
    {
        var full = Part;
        (_handedBytes, _handedRecords, Part) = (Length, RecordCount, empty);
        return full;
    }

    /// <summary>Empties the epoch so that it can be filled again.</summary>
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
