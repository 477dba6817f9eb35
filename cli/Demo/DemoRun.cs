using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Cli.Dashboard;
using GangExitStream.Cli.Report;
using GangExitStream.Cli.Watch;
using GangExitStream.Dashboard.Fleet;
using GangExitStream.Demo;
using GangExitStream.Producer;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Subscriber;

namespace GangExitStream.Cli.Demo;

/// <summary>Runs <c>gangexit demo</c>: broker, pipeline, comparison, exit code.</summary>
internal sealed class DemoRun(DemoOptions options, AppIo io)
{
    private readonly AppIo _io = io with { Error = TextWriter.Synchronized(io.Error) };
    private readonly DemoTrace _trace = new(options, io);
    private readonly long _started = io.Time.GetTimestamp();

    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (options.Dashboard is not { } where)
            return await RunAsync(counts: null, stop);
        using var store = new FleetStore(new StoreLimits());
        store.Show(new WatchProgress(0, 0, CaughtUp: true)); // the topic is new, so nothing has to be read first
        await using var server = await DashboardPort.OpenAsync(where, store, _io, Report);
        if (server is null)
            return ExitCode.Failed;
        var exit = await RunAsync(store, stop);
        if (!stop.IsCancellationRequested && exit != ExitCode.Failed)
            await WaitForInterruptAsync(stop);
        return exit;
    }

    private async Task WaitForInterruptAsync(CancellationToken stop)
    {
        Report("the dashboard stays until it is interrupted (Ctrl-C)");
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task<int> RunAsync(FleetStore? counts, CancellationToken stop)
    {
        using var broker = StartBroker();
        if (broker is null)
            return ExitCode.Failed;
        using var output = new StreamWriter(_io.Output, leaveOpen: true);
        var terminal = WatchTerminal.Of(_io, output);
        using var pipeline = new DemoPipeline(broker, _trace, terminal, counts, stop);
        var publisher = new DemoPublisher(broker, _trace.Speed(terminal.IsLive), _io, showProgress: !terminal.IsLive);
        var published = await pipeline.RunAsync(publisher);
        if (pipeline.Failure is { } failure)
            return Fail($"GX6002: the demo came to no end: {failure}");
        if (stop.IsCancellationRequested || publisher.Reader is not { } reader)
            return Fail("interrupted: nothing was compared");
        var exit = Finish(reader.Finish(_trace.Name), published, pipeline, publisher.Totals!);
        if (exit == ExitCode.Failed || !await reader.HasMore.WaitAsync(stop))
            return exit;
        Report($"GX6004: {_trace.Name} holds several recordings, and only the first was shown: gangexit report counts each");
        return ExitCode.Damaged;
    }

    private EmbeddedBroker? StartBroker()
    {
        try
        {
            var broker = EmbeddedBroker.Start();
            Report($"broker within this process: {broker.Servers} (librdkafka's mock cluster)");
            return broker;
        }
        catch (KafkaException e)
        {
            Report($"GX6001: the embedded broker doesn't start: {e.Error.Reason}");
            return null;
        }
    }

    private int Finish(ReportResult report, PublishResult published, DemoPipeline pipeline, PublishTotals totals)
    {
        new Diagnostics(_io.Error).Write(report, notes: false);
        if (report.Failed || published.End != PublishEnd.Done)
            return ExitCode.Failed;
        var comparison = Comparison.Of(report, published.Source, pipeline.Exits.Vms, pipeline.Counts.Vms);
        new DemoTable(report, comparison).Write(_io, Summary(pipeline, totals));
        if (!comparison.IsSame)
            Report("GX6003: the output topics don't say what gangexit report says");
        return comparison.IsSame ? ExitCode.Of(report) : ExitCode.Failed;
    }

    private string Summary(DemoPipeline pipeline, PublishTotals totals)
    {
        var seconds = _io.Time.GetElapsedTime(_started).TotalSeconds;
        var windows = pipeline.Counts.Vms.Values.Sum(vm => vm.Windows);
        return string.Create(CultureInfo.InvariantCulture,
            $"published in {totals.Batches:N0} batches, processed in {pipeline.Flow.Epochs:N0} epochs, read back: {pipeline.Exits.Vms.Values.Sum(vm => vm.Exits):N0} records of gang-exits, {windows:N0} windows of gang-exit-counts; {seconds:0.0} s");
    }

    private int Fail(string line)
    {
        Report(line);
        return ExitCode.Failed;
    }

    private void Report(string line) => _io.Error.WriteLine($"gangexit: {line}");
}
