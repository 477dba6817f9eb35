using GangExitStream.Cli.Options;
using GangExitStream.Producer;
using GangExitStream.Producer.Publishing;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Schemas;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Produce;

/// <summary>Runs <c>produce</c>: topic, framing, traces, flush, closing line, exit code.</summary>
internal sealed class ProduceRunner(ProduceJob job, ProduceWatch watch, AppIo io)
{
    private readonly List<PublishResult> _results = [];

    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            var (topic, problems) = await TopicWait.FindAsync(job.Kafka, Say, stop);
            foreach (var problem in problems)
                Say(problem.ToString());
            return topic is not null && await FramingAsync(topic, stop) is { } framing ? await RunAsync(topic, framing, stop) : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Say("interrupted: nothing was published");
            return ExitCode.Failed;
        }
    }

    private async Task<int> RunAsync(EventsTopic topic, RecordPrefix framing, CancellationToken stop)
    {
        ProduceProgress? progress = null;
        var options = new PublisherOptions { Registers = job.Registers, Meter = watch.Meter };
        using var publisher = new EventPublisher(job.Kafka, topic, framing, options, line => progress?.Say(line), io.Time);
        var traces = new TracePublisher(publisher, job.Publish, io.Time);
        watch.Attach(traces.Totals, publisher);
        using (progress = new ProduceProgress(io, traces.Totals))
        {
            await PublishAllAsync(traces, progress, stop);
            await FlushAsync(publisher, stop);
            if (publisher.Fault is { } fault)
                progress.Say(fault.ToProblem().ToString());
            if (publisher.Unconfirmed > 0)
                progress.Say($"{publisher.Unconfirmed} batches weren't confirmed within {job.Publish.FlushTimeout.TotalSeconds:0} s; publish the trace again");
            progress.Say($"produced {ProduceTexts.Totals(traces.Totals, _results, progress.Elapsed)}");
        }
        return publisher.Fault is not null || publisher.Unconfirmed > 0 ? ExitCode.Failed : _results.Aggregate(ExitCode.Done, (worst, result) => ExitCode.Worse(worst, ExitOf(result)));
    }

    private async Task PublishAllAsync(TracePublisher traces, ProduceProgress progress, CancellationToken stop)
    {
        foreach (var trace in job.Traces)
        {
            progress.Trace = trace;
            var result = await traces.PublishAsync(() => Open(trace, progress), stop);
            _results.Add(result);
            foreach (var line in ProduceTexts.Of(result, job.Publish))
                progress.Say($"{trace}: {line}");
            if (result.End is PublishEnd.Interrupted or PublishEnd.NotDelivered)
                return;
        }
    }

    private OpenTrace Open(string trace, ProduceProgress progress)
    {
        var options = TraceOptions.Default with { Progress = bytes => progress.BytesRead = bytes };
        return trace == ProduceOptions.StandardInput
            ? OpenTrace.OfStream(io.OpenInput(), options)
            : OpenTrace.OfPath(trace, options);
    }

    // All the time that the broker needs; once told to stop, not longer than the deadline.
    private async Task FlushAsync(EventPublisher publisher, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource();
        using var begin = stop.Register(() => deadline.CancelAfter(job.Publish.FlushTimeout));
        try
        {
            await publisher.FlushAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // Said by its count.
        }
    }

    private async Task<RecordPrefix?> FramingAsync(EventsTopic topic, CancellationToken stop)
    {
        if (job.Registry is null)
            return EventFraming.SingleObject;
        using var http = new HttpClient();
        var registry = new SchemaRegistryClient(http, SchemaRegistryOptions.TryParse(job.Registry.OriginalString)!, io.Time);
        var (framing, problem) = await EventFraming.RegisterAsync(registry, topic.Name, stop);
        if (problem is null)
            return framing;
        Say(problem.ToString());
        return null;
    }

    private static int ExitOf(PublishResult result)
    {
        if (result.End != PublishEnd.Done)
            return ExitCode.Failed;
        return result.Summary is { DamageCount: 0, Lost: 0 } && result is { Refused: 0, Dropped: 0 } ? ExitCode.Done : ExitCode.Damaged;
    }

    private void Say(string line) => io.Error.WriteLine($"gangexit: {line}");
}
