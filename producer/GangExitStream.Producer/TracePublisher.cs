using System.Runtime.CompilerServices;
using GangExitStream.Producer.Feeding;
using GangExitStream.Producer.Publishing;
using GangExitStream.Producer.Sourcing;

namespace GangExitStream.Producer;

/// <summary>Publishes traces, one after the other.</summary>
public sealed class TracePublisher(IBatchPublisher publisher, PublishOptions options, TimeProvider time)
{
    /// <summary>What has been published so far, of all traces.</summary>
    public PublishTotals Totals { get; } = new();

    /// <summary>
    /// Publishes an input's recordings, one behind the other, each under a source of its own. The input is opened on a thread of its own.
    /// Cancellation is an end like others; behind it, and behind a delivery that failed, no further recording is read.
    /// </summary>
    public async IAsyncEnumerable<PublishResult> PublishPartsAsync(Func<OpenTrace> open, [EnumeratorCancellation] CancellationToken stop)
    {
        for (Func<OpenTrace>? part = open; part is not null;)
        {
            using var feed = new TraceFeed(part);
            var result = await new PublishRun(feed, publisher, options, Totals, time).RunAsync(stop).ConfigureAwait(false);
            yield return result;
            var next = result.End is PublishEnd.Done or PublishEnd.Unreadable ? await NextAsync(feed, stop).ConfigureAwait(false) : null;
            part = next is null ? null : () => next;
        }
    }

    /// <summary>Publishes a trace that holds one recording; of an input with several only the first.</summary>
    public async Task<PublishResult> PublishAsync(Func<OpenTrace> open, CancellationToken stop)
    {
        using var feed = new TraceFeed(open);
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
