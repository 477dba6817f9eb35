using GangExitStream.Producer.Feeding;
using GangExitStream.Producer.Publishing;
using GangExitStream.Producer.Sourcing;

namespace GangExitStream.Producer;

/// <summary>Publishes traces, one after the other.</summary>
public sealed class TracePublisher(IBatchPublisher publisher, PublishOptions options, TimeProvider time)
{
    /// <summary>What has been published so far, of all traces.</summary>
    public PublishTotals Totals { get; } = new();

    /// <summary>Publishes a trace, which is opened on a thread of its own. Cancellation is an end like others.</summary>
    public async Task<PublishResult> PublishAsync(Func<OpenTrace> open, CancellationToken stop)
    {
        using var feed = new TraceFeed(open);
        var run = new PublishRun(feed, publisher, options, Totals, time);
        return await run.RunAsync(stop).ConfigureAwait(false);
    }
}
