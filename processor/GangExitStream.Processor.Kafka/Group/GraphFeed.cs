using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>What is fetched, on its way into the graph: records in chunks, and between them the orders to adopt and to release partitions. On the fetching thread.</summary>
internal sealed class GraphFeed(ProcessorGraph graph)
{
    private RecordChunk _filling = graph.Rent();

    /// <summary>The chunk takes no more: <see cref="SendAsync()"/>.</summary>
    public bool IsFull => _filling.IsFull;

    /// <summary>The graph has ended, well or not: nothing is taken any more.</summary>
    public bool IsEnded => graph.Completion.IsCompleted;

    public void Add(RawRecord record) => _filling.Add(record);

    /// <summary>Sends what was added; nothing tells the lane that time passes. Throws what made the graph fail.</summary>
    public Task SendAsync()
    {
        var chunk = _filling;
        _filling = graph.Rent();
        return SendAsync(chunk);
    }

    /// <summary>The lane owns the partition's state from here on.</summary>
    public Task AdoptAsync(SessionStore store) => OrderAsync(new LaneOrder.Adopt(store));

    /// <summary>
    /// Returns when everything that was read of the partitions is committed. The epoch is on its way, also when we are told to stop: committed
    /// later, it would be with the next generation's leave, and what the next owner does would be done twice. So if the graph fails
    /// or hangs, nothing is committed any more.
    /// </summary>
    public async Task ReleaseAsync(IReadOnlyList<int> partitions)
    {
        await SendAsync(); // else what was read of them just now would be taken for the next adoption's
        var release = new LaneOrder.Release(partitions);
        await OrderAsync(release);
        await await Task.WhenAny(release.Committed, graph.Completion);
        if (!release.Committed.IsCompleted)
            throw new PartitionsLostException("partitions were to be handed over, and what was read of them couldn't be committed");
    }

    private Task OrderAsync(LaneOrder order)
    {
        var chunk = graph.Rent();
        chunk.Order = order;
        return SendAsync(chunk);
    }

    private async Task SendAsync(RecordChunk chunk)
    {
        if (!await graph.SendAsync(chunk))
            await graph.Completion;
    }
}
