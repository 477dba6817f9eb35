namespace GangExitStream.Traces.Ordering;

/// <summary>How many nanoseconds of the trace are ordered at a time. It follows the rate of events, so that batches have about the same size.</summary>
internal sealed class BatchSpan
{
    /// <summary>The sort keys of so many events fit into the second-level cache.</summary>
    private const int BatchEvents = 1 << 14;

    private long _ns = 1 << 20;

    /// <summary>The last time of a batch that begins at <paramref name="first"/>, at most the limit.</summary>
    public long End(long first, long limit) => Math.Min(limit, first + Math.Min(_ns, long.MaxValue - first));

    /// <summary>The last batch had this many events.</summary>
    public void Adapt(int count) => _ns = Math.Clamp(_ns * 2 * BatchEvents / (BatchEvents + count), 1, SortedBatch.MaxSpanNs - 1);
}
