using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Ingest;
using GangExitStream.Processor.Sessions;

namespace GangExitStream.Processor.Kafka.Group;

/// <summary>Sends fetched records to the graph in chunks, and between them the orders to adopt and release partitions. For the fetching thread.</summary>
internal sealed class GraphFeed(ProcessorGraph graph)
{
    private RecordChunk _filling = graph.Rent();

    /// <summary>Whether the chunk is full: <see cref="SendAsync()"/> must follow.</summary>
    public bool IsFull => _filling.IsFull;

    /// <summary>Whether the graph has completed or failed, and accepts nothing any more.</summary>
    public bool IsEnded => graph.Completion.IsCompleted;

    public void Add(RawRecord record) => _filling.Add(record);

    /// <summary>Sends the chunk, also an empty one: it tells the lane that time passes. Throws the graph's failure.</summary>
    public Task SendAsync()
    {
        var chunk = _filling;
        _filling = graph.Rent();
        return SendAsync(chunk);
    }

    /// <summary>Passes a partition's state to the lane, which owns it from then on.</summary>
    public Task AdoptAsync(SessionStore store) => OrderAsync(new LaneOrder.Adopt(store));

    /// <summary>
    /// Returns when everything that was read of the partitions is committed. A stop doesn't end the wait: committed after the revocation,
    /// the epoch would carry the next generation, and the next owner would process the same records. If the graph fails or hangs, the
    /// caller must not commit any more.
    /// </summary>
    public async Task ReleaseAsync(IReadOnlyList<int> partitions)
    {
        await SendAsync(); // otherwise its records would count as read after the next adoption
        var release = new LaneOrder.Release(partitions);
        await OrderAsync(release);
        await await Task.WhenAny(release.Committed, graph.Completion);
        if (!release.Committed.IsCompleted)
            throw new PartitionsLostException("records read of revoked partitions couldn't be committed");
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
