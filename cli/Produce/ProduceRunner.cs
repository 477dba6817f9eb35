using GangExitStream.Cli.Memory;
using GangExitStream.Cli.Options;
using GangExitStream.Producer;
using GangExitStream.Producer.Publishing;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Traces;

namespace GangExitStream.Cli.Produce;

/// <summary>Runs <c>produce</c>: topic, framing, traces, flush, closing line, exit code.</summary>
internal sealed class ProduceRunner(ProduceJob job, ProduceWatch watch, AppIo io)
{
    private const int NeedMegabytes = 96;
    private const int LeastInFlight = 4 << 20;

    private readonly PublishTally _tally = new();
    private readonly long? _memory = MemoryLimit.Find();

    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (HasNoTrace())
            return ExitCode.Failed;
        if (LittleMemory.Of(_memory, NeedMegabytes) is { } little)
            Report($"{LittleMemory.Id} memory: {little}. {LittleMemory.Next}");
        try
        {
            var (topic, problems) = await TopicWait.FindAsync(job.Kafka, io.Verbosity == Verbosity.Quiet ? static _ => { } : Report, stop);
            foreach (var problem in problems)
                Report(problem.ToString());
            return topic is not null && await FramingAsync(topic, stop) is { } framing ? await RunAsync(topic, framing, stop) : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Report("interrupted: nothing was published");
            return ExitCode.Failed;
        }
    }

    // Checked before the broker, so that a mistyped name is reported at once.
    private bool HasNoTrace()
    {
        var found = job.Traces.Select(trace => (Trace: trace, Problem: trace == ProduceOptions.StandardInput ? null : TraceFile.RefusalReason(trace, job.Read))).ToList();
        if (found.Count == 0 || found.Exists(static one => one.Problem is null))
            return false;
        foreach (var one in found)
            Report($"{PlainText.Clean(one.Trace)}: {one.Problem}");
        return true;
    }

    private async Task<int> RunAsync(EventsTopic topic, EventFraming framing, CancellationToken stop)
    {
        ProduceProgress? progress = null;
        TracePublisher? traces = null;
        var options = new PublisherOptions { Registers = job.Registers, Meter = watch.Meter, Dropped = () => traces?.Totals.Dropped ?? 0 };
        options = options with { MaxBytesInFlight = MemoryLimit.ShareOf(_memory, (int)options.MaxBytesInFlight, LeastInFlight) };
        using var publisher = new EventPublisher(job.Kafka, topic, framing, options, line => progress?.WriteLine(line), io.Time);
        using var deadline = new CancellationTokenSource();
        using var begin = stop.Register(() => deadline.CancelAfter(job.StopTimeout));
        traces = new TracePublisher(publisher, job.Publish, io.Time);
        watch.Attach(traces.Totals, publisher);
        using (progress = new ProduceProgress(io, traces.Totals))
        {
            progress.Note($"{topic.Name} at {job.Kafka.BootstrapServers} has {topic.Partitions} partitions; values have {(job.Registry is null ? "the single-object encoding" : "the registry's framing")}", Verbosity.Verbose);
            var exit = await PublishAllAsync(traces, progress, stop);
            await FlushAsync(publisher, deadline.Token);
            if (publisher.Fault is { } fault)
                progress.WriteLine(fault.ToProblem().ToString());
            if (publisher.Unconfirmed > 0)
                progress.WriteLine($"{publisher.Unconfirmed} batches weren't confirmed within {job.StopTimeout.TotalSeconds:0} s; publish the trace again");
            var isComplete = publisher.Fault is null && publisher.Unconfirmed == 0;
            progress.Note($"produced {(isComplete ? "" : ProduceTexts.Part(publisher.Delivered, traces.Totals))}{ProduceTexts.Totals(traces.Totals, _tally, progress.Elapsed)}");
            return isComplete ? exit : ExitCode.Failed;
        }
    }

    private async Task<int> PublishAllAsync(TracePublisher traces, ProduceProgress progress, CancellationToken stop)
    {
        if (job.Live is { } live)
            return await new LiveRun(job, live, traces, progress, _tally, io).RunAsync(stop);
        foreach (var trace in job.Traces)
        {
            progress.Trace = PlainText.Clean(trace);
            progress.Note($"{PlainText.Clean(trace)}: reading", Verbosity.Verbose);
            var end = await PublishAsync(trace, traces, progress, stop);
            if (end is PublishEnd.Interrupted or PublishEnd.NotDelivered)
                break;
        }
        return _tally.Exit;
    }

    /// <summary>Publishes each recording of an input; returns the end of the last one.</summary>
    private async Task<PublishEnd> PublishAsync(string trace, TracePublisher traces, ProduceProgress progress, CancellationToken stop)
    {
        var end = PublishEnd.Done;
        await foreach (var result in traces.PublishPartsAsync(() => Open(trace, progress), stop))
        {
            _tally.Add(result);
            foreach (var line in ProduceTexts.Of(result, job.Publish))
                progress.WriteLine($"{ProduceTexts.Name(trace, result)}: {line}");
            end = result.End;
        }
        return end;
    }

    private OpenTrace Open(string trace, ProduceProgress progress)
    {
        var options = job.Read with { Progress = bytes => progress.BytesRead = bytes };
        return trace == ProduceOptions.StandardInput
            ? OpenTrace.OfStream(io.OpenInput(), options)
            : OpenTrace.OfPath(trace, options);
    }

    // Waits as long as the broker needs; after a stop, up to the deadline.
    private static async Task FlushAsync(EventPublisher publisher, CancellationToken deadline)
    {
        try
        {
            await publisher.FlushAsync(deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // The number of unconfirmed batches is reported.
        }
    }

    private async Task<EventFraming?> FramingAsync(EventsTopic topic, CancellationToken stop)
    {
        if (job.Registry is null)
            return EventFraming.SingleObject;
        var (framing, problem) = await EventFraming.RegisterAsync(job.Registry, topic.Name, stop);
        if (problem is null)
            return framing;
        Report(problem.ToString());
        return null;
    }

    private void Report(string line) => io.Error.WriteLine($"gangexit: {line}");
}
