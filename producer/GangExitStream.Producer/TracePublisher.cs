using System.Runtime.CompilerServices;
using GangExitStream.Producer.Feeding;
using GangExitStream.Producer.Publishing;
using GangExitStream.Producer.Sourcing;

namespace GangExitStream.Producer;

/// <summary>Publishes traces, one after the other.</summary>
public sealed class TracePublisher(IBatchPublisher publisher, PublishOptions options, TimeProvider time)
{
    /// <summary>Counts of what has been published so far, over all traces.</summary>
    public PublishTotals Totals { get; } = new();

    /// <summary>
    /// Publishes the recordings of an input one after the other, each as its own source. The input is opened on its own thread. A cancellation
    /// does not throw: the result is <see cref="PublishEnd.Interrupted"/>. After it, and after a failed delivery, no further recording is read.
    /// </summary>
    public async IAsyncEnumerable<PublishResult> PublishPartsAsync(Func<OpenTrace> open, [EnumeratorCancellation] CancellationToken stop)
    {
        for (Func<OpenTrace>? part = open; part is not null;)
        {
            using var feed = new TraceFeed(part, Totals.Hcalls);
            var result = await new PublishRun(feed, publisher, options, Totals, time).RunAsync(stop).ConfigureAwait(false);
            yield return result;
            var next = result.End is PublishEnd.Done or PublishEnd.Unreadable ? await NextAsync(feed, stop).ConfigureAwait(false) : null;
            part = next is null ? null : () => next;
        }
    }

    /// <summary>Publishes only the first recording of an input.</summary>
    public async Task<PublishResult> PublishAsync(Func<OpenTrace> open, CancellationToken stop)
    {
        using var feed = new TraceFeed(open, Totals.Hcalls);
        return await new PublishRun(feed, publisher, options, Totals, time).RunAsync(stop).ConfigureAwait(false);
    }

    private static async Task<OpenTrace?> NextAsync(TraceFeed feed, CancellationToken stop)
    {
        try
        {
            return await feed.NextPartAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
