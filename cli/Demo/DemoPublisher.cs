using GangExitStream.Cli.Produce;
using GangExitStream.Demo;
using GangExitStream.Producer;
using GangExitStream.Producer.Pacing;
using GangExitStream.Producer.Publishing;
using GangExitStream.Producer.Sourcing;

namespace GangExitStream.Cli.Demo;

/// <summary>Publishes the trace, and waits until its results have been read.</summary>
internal sealed class DemoPublisher(EmbeddedBroker broker, ReplaySpeed speed, AppIo io, bool showProgress)
{
    private ReportingReader? _reader;

    /// <summary>The reader, which also builds the report; null: the trace wasn't opened.</summary>
    public ReportingReader? Reader => Volatile.Read(ref _reader);

    /// <summary>Totals of what was published.</summary>
    public PublishTotals? Totals { get; private set; }

    public async Task<PublishResult> RunAsync(DemoTrace trace, Flow flow, Action<string> report, CancellationToken stop)
    {
        var topic = broker.Kafka.Topics.Events;
        var partitions = broker.Topics[topic];
        using var publisher = new EventPublisher(broker.Kafka, new EventsTopic(topic, partitions), EventFraming.SingleObject, new PublisherOptions(), report, io.Time);
        var options = new PublishOptions { Speed = speed, FlushTimeout = TimeSpan.Zero };
        var traces = new TracePublisher(new PacedPublisher(publisher, flow, partitions), options, io.Time);
        Totals = traces.Totals;
        using var progress = showProgress ? new ProduceProgress(io, traces.Totals) { Trace = trace.Name } : null;
        var result = await traces.PublishAsync(() => Open(trace, progress), stop);
        if (publisher.Fault is { } fault)
            report(fault.ToProblem().ToString());
        if (result.End != PublishEnd.Done)
            return result;
        try
        {
            await publisher.FlushAsync(stop);
            await flow.UntilDoneAsync(stop);
            flow.Found(broker.OffsetsOf(broker.Kafka.Topics.GangExits) + broker.OffsetsOf(broker.Kafka.Topics.Counts));
            await flow.UntilDoneAsync(stop);
            return result;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return result with { End = PublishEnd.Interrupted };
        }
    }

    private OpenTrace Open(DemoTrace trace, ProduceProgress? progress)
    {
        Action<long>? report = progress is null ? null : bytes => progress.BytesRead = bytes;
        return trace.Open(report).Through(reader =>
        {
            var reporting = new ReportingReader(reader);
            Volatile.Write(ref _reader, reporting);
            return reporting;
        });
    }
}
