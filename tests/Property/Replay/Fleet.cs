using System.Text;
using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Resolution;

namespace GangExitStream.Tests.Property.Replay;

/// <summary>A record of the input topic, in memory.</summary>
internal sealed record InputRecord(byte[] Key, byte[] Value);

/// <summary>What a broker would hold of a processor's committed output.</summary>
internal sealed class CommittedOutput : IEpochCommitter
{
    private readonly List<(OutputRecord Record, byte[] Value)> _written = []; // in the transaction that is open

    public List<string> GangExits { get; } = [];

    /// <summary>Latest count by its key, as a compacted topic keeps it.</summary>
    public Dictionary<string, GangExitCount> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>The changelog, compacted.</summary>
    public Dictionary<string, byte[]> State { get; } = new(StringComparer.Ordinal);

    /// <summary>What a new owner reads of a state's record; the same, unless a test puts another version in between.</summary>
    public Func<byte[], byte[]> StateAtRestart { get; init; } = static value => value;

    public long NextOffset { get; private set; }

    public List<DeadLetter> DeadLetters { get; } = [];

    public int Epochs { get; private set; }

    /// <summary>Epochs that still commit; then the process "dies".</summary>
    public int EpochsLeft { get; set; } = int.MaxValue;

    public Task WriteAsync(EpochPart part, CancellationToken cancel)
    {
        foreach (var record in part.Records)
            _written.Add((record, part.Bytes.Written.Slice(record.ValueAt, Math.Max(0, record.ValueLength)).ToArray()));
        return Task.CompletedTask;
    }

    public Task CommitAsync(Epoch epoch, CancellationToken cancel)
    {
        if (EpochsLeft-- <= 0)
            throw new InvalidOperationException("killed");
        foreach (var (record, value) in _written)
            Take(record, value);
        _written.Clear();
        foreach (var next in epoch.NextOffsets.Values)
            NextOffset = next;
        Epochs++;
        return Task.CompletedTask;
    }

    /// <summary>Whoever wrote is dead: what it didn't commit is aborted.</summary>
    public void Abort() => _written.Clear();

    private void Take(OutputRecord record, ReadOnlySpan<byte> value)
    {
        var key = Encoding.UTF8.GetString(record.Key);
        switch (record.Topic)
        {
            case OutputTopic.GangExits:
                Assert.False(GangExitCodec.Decode(value[10..], new Utf8StringCache(), out var exit).Failed);
                GangExits.Add(exit.ToString());
                break;
            case OutputTopic.Counts:
                Assert.False(GangExitCountCodec.Decode(value[10..], new Utf8StringCache(), out var count).Failed);
                Counts[key] = count;
                break;
            case OutputTopic.State:
                State[key] = value.ToArray();
                break;
            default:
                DeadLetters.Add(record.DeadLetter!);
                break;
        }
    }
}

/// <summary>Runs the real graph on one partition in memory, again and again from what was committed, as Kafka would make it.</summary>
internal static class GraphDriver
{
    public static async Task<CommittedOutput> RunAsync(IReadOnlyList<InputRecord> input, ProcessorOptions options, int recordsPerEpoch, IEnumerable<int> epochsUntilKill, Func<byte[], byte[]>? stateAtRestart = null)
    {
        var output = new CommittedOutput { StateAtRestart = stateAtRestart ?? (static value => value) };
        foreach (var epochs in epochsUntilKill)
        {
            output.EpochsLeft = epochs;
            await AttemptAsync(input, options, recordsPerEpoch, output);
        }
        output.EpochsLeft = int.MaxValue;
        Assert.True(await AttemptAsync(input, options, recordsPerEpoch, output));
        return output;
    }

    /// <summary>True where it came to the input's end.</summary>
    private static async Task<bool> AttemptAsync(IReadOnlyList<InputRecord> input, ProcessorOptions options, int recordsPerEpoch, CommittedOutput output)
    {
        output.Abort();
        await using var graph = new ProcessorGraph(options, [new ReleasedSchemas()], output, TimeProvider.System);
        try
        {
            await SendAsync(graph, new LaneOrder.Adopt(Restore(options, output)));
            for (var offset = (int)output.NextOffset; offset < input.Count; offset++)
            {
                var chunk = graph.Rent();
                chunk.Add(new RawRecord(0, offset, PooledBytes.Copy(input[offset].Key), PooledBytes.Copy(input[offset].Value)));
                if (!await graph.SendAsync(chunk))
                    return false;
                if (offset % recordsPerEpoch == recordsPerEpoch - 1)
                    await FlushAsync(graph);
            }
            await graph.CompleteAsync();
            return true;
        }
        catch (Exception e) when (e.GetBaseException() is InvalidOperationException { Message: "killed" } or OperationCanceledException)
        {
            return false;
        }
    }

    private static SessionStore Restore(ProcessorOptions options, CommittedOutput output)
    {
        var store = new SessionStore(0, options);
        foreach (var (key, value) in output.State)
        {
            Assert.True(VmKey.TryParse(Encoding.UTF8.GetBytes(key), out var vm));
            Assert.False(DetectorStateCodec.Decode(value.AsSpan(10), new Utf8StringCache(), out var state).Failed);
            if (vm != PartitionRecord.Key)
                store.Restore(vm, output.StateAtRestart([.. value]), state.LastSeenWallMs, state.Windows.Count > 0, state.Ended);
        }
        return store;
    }

    private static async Task FlushAsync(ProcessorGraph graph)
    {
        var flush = new LaneOrder.Release([]);
        await SendAsync(graph, flush);
        await Task.WhenAny(flush.Committed, graph.Completion);
    }

    private static async Task SendAsync(ProcessorGraph graph, LaneOrder order)
    {
        var chunk = graph.Rent();
        chunk.Order = order;
        await graph.SendAsync(chunk);
    }
}
