using System.Runtime.InteropServices;
using GangExitStream.Schemas.Binary;

namespace GangExitStream.Processor.Epochs;

/// <summary>
/// Some of an epoch's records, in the order in which they are to be written. Their values lie one behind the other, so a record
/// is where its value ends, and nothing in it is for the collector to look at.
/// </summary>
public sealed class EpochPart : IDisposable
{
    private readonly List<OutputRun> _runs = [];
    private readonly List<int> _ends = [];
    private (OutputTopic Topic, int InputPartition) _last;
    private byte[]? _lastKey; // null: the last run takes no more

    /// <summary>The values' bytes.</summary>
    public AvroBuffer Bytes { get; } = new(int.MaxValue / 2);

    /// <summary>The records by key, as they follow each other.</summary>
    public ReadOnlySpan<OutputRun> Runs => CollectionsMarshal.AsSpan(_runs);

    /// <summary>Records.</summary>
    public int Count => _ends.Count;

    /// <summary>It has enough to be written. Tombstones have no bytes, so records are counted, too.</summary>
    public bool IsFull(ProcessorOptions options) => Bytes.Length >= options.PartBytes || Count >= options.PartRecords;

    /// <summary>The epoch that this part completes; null: more of it comes.</summary>
    public Epoch? Completes { get; set; }

    /// <summary>Each record by itself, for those to whom it doesn't matter how long that takes.</summary>
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

    /// <summary>Where the values of a run's records end in <see cref="Bytes"/>; the first begins where the run before ended.</summary>
    public ReadOnlySpan<int> EndsOf(int run)
    {
        var next = run + 1 < _runs.Count ? _runs[run + 1].First : _ends.Count;
        return CollectionsMarshal.AsSpan(_ends)[_runs[run].First..next];
    }

    /// <summary>
    /// Adds a record whose value is what was encoded into <see cref="Bytes"/> since the last one. Equal keys must be one array to be
    /// one run.
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

    /// <summary>Forgets all, to be filled again.</summary>
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
