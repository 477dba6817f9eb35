using System.Runtime.InteropServices;
using GangExitStream.Schemas.Binary;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// Consecutive output records of an epoch, in write order. The values lie one after the other in <see cref="Bytes"/>; a record is stored as
/// the position where its value ends. So a record is no object, and the garbage collector has nothing to trace.
/// </summary>
public sealed class EpochPart : IDisposable
{
    private readonly List<OutputRun> _runs = [];
    private readonly List<int> _ends = [];
    private (OutputTopic Topic, int InputPartition) _last;
    private byte[]? _lastKey; // null: the last run is closed

    /// <summary>The bytes of all values.</summary>
    public AvroBuffer Bytes { get; } = new(int.MaxValue / 2);

    /// <summary>The runs of consecutive records with the same key.</summary>
    public ReadOnlySpan<OutputRun> Runs => CollectionsMarshal.AsSpan(_runs);

    /// <summary>Number of records.</summary>
    public int Count => _ends.Count;

    /// <summary>The part is large enough to be written. Tombstones have no bytes, so the number of records is limited, too.</summary>
    public bool IsFull(ProcessorOptions options) => Bytes.Length >= options.PartBytes || Count >= options.PartRecords;

    /// <summary>The epoch of which this is the last part; null: more parts follow.</summary>
    public Epoch? Completes { get; set; }

    /// <summary>The records one by one: slower than <see cref="Runs"/> and <see cref="EndsOf"/>.</summary>
    public IEnumerable<OutputRecord> Records
    {
        get
        {
            for (var (run, record) = (0, 0); record < _ends.Count; record++)
            {
                run += run + 1 < _runs.Count && _runs[run + 1].First == record ? 1 : 0;
                yield return RecordOf(_runs[run], record);
            }
        }
    }

    /// <summary>
    /// The positions in <see cref="Bytes"/> where the values of a run's records end. The first value begins where the previous run's last one ends.
    /// </summary>
    public ReadOnlySpan<int> EndsOf(int run)
    {
        var next = run + 1 < _runs.Count ? _runs[run + 1].First : _ends.Count;
        return CollectionsMarshal.AsSpan(_ends)[_runs[run].First..next];
    }

    /// <summary>
    /// Adds a record. Its value is the bytes that were appended to <see cref="Bytes"/> since the previous record. Keys are compared by reference:
    /// only records with the same key array form one run.
    /// </summary>
    public void Add(OutputTopic topic, int inputPartition, byte[] key, byte[] partitionKey)
    {
        if (!ReferenceEquals(key, _lastKey) || _last != (topic, inputPartition))
            Begin(new OutputRun(topic, inputPartition, key, partitionKey, _ends.Count), takesMore: true);
        _ends.Add(Bytes.Length);
    }

    /// <summary>Adds a record that is a run of its own: a tombstone or a dead letter.</summary>
    public void AddAlone(in OutputRun run)
    {
        Begin(run with { First = _ends.Count }, takesMore: false);
        _ends.Add(Bytes.Length);
    }

    /// <summary>Empties the part so that it can be filled again.</summary>
    public void Clear()
    {
        _runs.Clear();
        _ends.Clear();
        Bytes.Clear();
        (_lastKey, Completes) = (null, null);
    }

    /// <inheritdoc/>
    public void Dispose() => Bytes.Dispose();

    private void Begin(in OutputRun run, bool takesMore)
    {
        _runs.Add(run);
        (_last, _lastKey) = ((run.Topic, run.InputPartition), takesMore ? run.Key : null);
    }

    private OutputRecord RecordOf(OutputRun run, int record)
    {
        var at = record == 0 ? 0 : _ends[record - 1];
        var length = run.IsTombstone ? -1 : _ends[record] - at;
        return new OutputRecord(run.Topic, run.InputPartition, run.Key, run.PartitionKey, at, length) { DeadLetter = run.DeadLetter };
    }
}
