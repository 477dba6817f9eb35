using GangExitStream.Processor;
using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Sessions;
using GangExitStream.Schemas.Resolution;
using Microsoft.Extensions.Time.Testing;

namespace GangExitStream.Tests.Driver;

/// <summary>The processor's graph without brokers: records in memory go in, committed epochs come out, and time stands still.</summary>
internal sealed class GraphDriver : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public GraphDriver(Committed committed, ProcessorOptions? options = null, FakeTimeProvider? time = null, ProcessorMetrics? metrics = null)
    {
        committed.Abort();
        (Committed, Options, Time) = (committed, options ?? new ProcessorOptions(), time ?? new FakeTimeProvider());
        Graph = new ProcessorGraph(Options, [new ReleasedSchemas()], committed, Time, metrics);
    }

    public Committed Committed { get; }

    public ProcessorOptions Options { get; }

    public FakeTimeProvider Time { get; }

    public ProcessorGraph Graph { get; }

    /// <summary>A graph that owns partition 0 and has processed all records, committed.</summary>
    public static async Task<Committed> RunAsync(InputLog log, ProcessorOptions? options = null)
    {
        await using var driver = new GraphDriver(new Committed(), options);
        await driver.AdoptAsync(0);
        await driver.SendAsync(log.Records);
        await driver.Graph.CompleteAsync();
        return driver.Committed;
    }

    /// <summary>Takes a partition, with the state that was committed.</summary>
    public Task<bool> AdoptAsync(int partition) => OrderAsync(new LaneOrder.Adopt(Committed.Restore(partition, Options)));

    public Task<bool> AdoptAsync(SessionStore store) => OrderAsync(new LaneOrder.Adopt(store));

    /// <summary>Sends records, so many to a chunk. False where the graph has failed.</summary>
    public async Task<bool> SendAsync(IEnumerable<InputRecord> records, int chunkSize = RecordChunk.MaxRecords)
    {
        foreach (var some in records.Chunk(Math.Min(chunkSize, RecordChunk.MaxRecords)))
        {
            var chunk = Graph.Rent();
            foreach (var record in some)
                chunk.Add(new RawRecord(record.Partition, record.Offset, Pooled(record.Key), Pooled(record.Value)));
            if (!await Graph.SendAsync(chunk))
                return false;
        }
        return true;
    }

    /// <summary>Ends the epoch and waits until it is committed. False where the graph has failed.</summary>
    public Task<bool> FlushAsync() => WaitAsync(static done => new LaneOrder.Flush(done));

    /// <summary>Gives partitions up, and waits until what they had is committed.</summary>
    public Task<bool> ReleaseAsync(params int[] partitions) => WaitAsync(done => new LaneOrder.Release(partitions, done));

    /// <summary>Waits until the lane has taken all that was sent: a chunk's order is forgotten when it is taken.</summary>
    public async Task TakenAsync()
    {
        var last = Graph.Rent();
        last.Order = new LaneOrder.Adopt(new SessionStore(int.MaxValue, Options)); // nothing comes for that partition
        await Graph.SendAsync(last);
        var until = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        while (last.Order is not null)
        {
            Assert.True(Environment.TickCount64 < until, "the graph hangs");
            await Task.Yield();
        }
    }

    /// <summary>Time passes, and the lane looks at it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        await Graph.SendAsync(Graph.Rent());
        await FlushAsync();
    }

    public ValueTask DisposeAsync() => Graph.DisposeAsync();

    private async Task<bool> WaitAsync(Func<ManualResetEventSlim, LaneOrder> order)
    {
        using var done = new ManualResetEventSlim();
        if (!await OrderAsync(order(done)))
            return false;
        var until = Environment.TickCount64 + (long)Deadline.TotalMilliseconds;
        while (!done.Wait(Look, TestContext.Current.CancellationToken))
        {
            if (Graph.Completion.IsCompleted)
                return false;
            Assert.True(Environment.TickCount64 < until, "the graph hangs");
        }
        return true;
    }

    private Task<bool> OrderAsync(LaneOrder order)
    {
        var chunk = Graph.Rent();
        chunk.Order = order;
        return Graph.SendAsync(chunk);
    }

    private static PooledBytes Pooled(byte[]? bytes) => bytes is null ? default : PooledBytes.Copy(bytes);
}
