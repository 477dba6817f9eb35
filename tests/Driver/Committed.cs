using System.Text;
using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;

namespace GangExitStream.Tests.Driver;

/// <summary>A committed record.</summary>
internal sealed record OutputCopy(OutputTopic Topic, int Partition, string Key, byte[]? Value, DeadLetter? DeadLetter);

/// <summary>The output topics and the group's offsets: what a read_committed subscriber sees. Fails on demand.</summary>
internal sealed class Committed : IEpochCommitter
{
    private readonly Utf8StringCache _strings = new();
    private readonly List<OutputCopy> _written = []; // in the transaction that is open
    private int _epochs;

    public List<OutputCopy> Records { get; } = [];

    public Dictionary<int, long> Offsets { get; } = [];

    /// <summary>Epochs that are committed. Counted last: a test that waited for one finds all of it.</summary>
    public int Epochs => Volatile.Read(ref _epochs);

    /// <summary>Parts that were written, committed or not.</summary>
    public int Parts { get; private set; }

    /// <summary>Called before each commit; what it throws aborts the transaction.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = static _ => Task.CompletedTask;

    public Task WriteAsync(EpochPart part, CancellationToken cancel)
    {
        Parts++;
        foreach (var record in part.Records)
            _written.Add(Copy(record, part));
        return Task.CompletedTask;
    }

    public async Task CommitAsync(Epoch epoch, CancellationToken cancel)
    {
        await Before(cancel);
        Assert.Equal(epoch.RecordCount, _written.Count);
        Records.AddRange(_written);
        _written.Clear();
        foreach (var (partition, offset) in epoch.NextOffsets)
            Offsets[partition] = offset;
        Volatile.Write(ref _epochs, _epochs + 1);
    }

    public List<GangExit> GangExits => [.. Of(OutputTopic.GangExits).Select(record => Decode(record.Value!))];

    public List<GangExitCount> CountRecords => [.. Of(OutputTopic.Counts).Select(record => DecodeCount(record.Value!))];

    /// <summary>As a compacted topic has them: each window's last record.</summary>
    public List<GangExitCount> Windows => [.. Latest(OutputTopic.Counts).Values.Select(value => DecodeCount(value!))];

    public List<OutputCopy> DeadLetters => [.. Of(OutputTopic.DeadLetters)];

    /// <summary>All windows of all VMs, summed up.</summary>
    public RunCounts Total => Windows.Select(window => window.Counts).Aggregate(default(RunCounts), Sum);

    /// <summary>All windows of one VM, summed up.</summary>
    public RunCounts TotalOf(int tgid) => Windows.Where(window => window.Tgid == tgid).Select(window => window.Counts).Aggregate(default(RunCounts), Sum);

    /// <summary>The last value of each key, tombstones included.</summary>
    public Dictionary<string, byte[]?> Latest(OutputTopic topic, int? partition = null)
    {
        var latest = new Dictionary<string, byte[]?>();
        foreach (var record in Of(topic).Where(record => partition is null || record.Partition == partition))
            latest[record.Key] = record.Value;
        return latest;
    }

    /// <summary>Whoever wrote is dead: what it didn't commit is aborted.</summary>
    public void Abort() => _written.Clear();

    /// <summary>What the next owner of a partition restores from the changelog.</summary>
    public SessionStore Restore(int partition, ProcessorOptions options)
    {
        var store = new SessionStore(partition, options, Offsets.GetValueOrDefault(partition));
        var (said, stands) = ((long?)null, Offsets.GetValueOrDefault(partition));
        foreach (var value in Latest(OutputTopic.State, partition).Values.OfType<byte[]>())
        {
            Assert.False(DetectorStateCodec.Decode(Body(value), _strings, out var state).Failed);
            var key = new VmKey(state.Host, state.Source, state.Tgid);
            if (key == PartitionRecord.Key)
                (said, stands) = (state.NextSequence, state.LastTimeNs);
            else
                store.Restore(key, [.. value], state.LastSeenWallMs, state.Windows.Count > 0 && !state.Ended, state.Ended);
        }
        Assert.Equal(said ?? 0, store.Count);
        Assert.Equal(Offsets.GetValueOrDefault(partition), stands);
        return store;
    }

    private IEnumerable<OutputCopy> Of(OutputTopic topic) => Records.Where(record => record.Topic == topic);

    private static OutputCopy Copy(OutputRecord record, EpochPart part) => new(
        record.Topic, record.InputPartition, Encoding.UTF8.GetString(record.Key),
        record.ValueLength < 0 ? null : part.Bytes.Written.Slice(record.ValueAt, record.ValueLength).ToArray(), record.DeadLetter);

    private GangExit Decode(byte[] value)
    {
        Assert.False(GangExitCodec.Decode(Body(value), _strings, out var item).Failed);
        return item;
    }

    private GangExitCount DecodeCount(byte[] value)
    {
        Assert.False(GangExitCountCodec.Decode(Body(value), _strings, out var item).Failed);
        return item;
    }

    private static ReadOnlySpan<byte> Body(byte[] value)
    {
        Assert.True(RecordPrefix.TryRead(value, out var prefix));
        return value.AsSpan(prefix.Length);
    }

    private static RunCounts Sum(RunCounts a, RunCounts b) => new()
    {
        Runs = a.Runs + b.Runs,
        GangExits = a.GangExits + b.GangExits,
        GangExitsPerTgid = a.GangExitsPerTgid + b.GangExitsPerTgid,
        ForcedThreads = a.ForcedThreads + b.ForcedThreads,
        Cedes = a.Cedes + b.Cedes,
        RunTimeNs = a.RunTimeNs + b.RunTimeNs,
        UncertainRuns = a.UncertainRuns + b.UncertainRuns,
        OrphanExits = a.OrphanExits + b.OrphanExits,
        UnfinishedRuns = a.UnfinishedRuns + b.UnfinishedRuns,
        SplitCoreRuns = a.SplitCoreRuns + b.SplitCoreRuns,
        Lost = a.Lost + b.Lost,
        ForcedOutNs = a.ForcedOutNs + b.ForcedOutNs,
        ForcedOutUntold = a.ForcedOutUntold + b.ForcedOutUntold,
        GuestThreadNs = a.GuestThreadNs + b.GuestThreadNs,
    };
}
