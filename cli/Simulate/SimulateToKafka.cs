using System.Globalization;
using GangExitStream.Kafka;
using GangExitStream.Producer;
using GangExitStream.Producer.Publishing;
using GangExitStream.Producer.Sourcing;
using GangExitStream.Simulation;

namespace GangExitStream.Cli.Simulate;

/// <summary>Publishes the events of one host after the other, as <c>produce</c> would publish its recording.</summary>
internal sealed class SimulateToKafka(SimulationOptions options, KafkaOptions kafka, AppIo io)
{
    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            var (topic, problems) = await TopicWait.FindAsync(kafka, Report, stop);
            foreach (var problem in problems)
                Report(problem.ToString());
            return topic is null ? ExitCode.Failed : await PublishAsync(topic, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Fail("interrupted: not all was published");
        }
    }

    private async Task<int> PublishAsync(EventsTopic topic, CancellationToken stop)
    {
        using var publisher = new EventPublisher(kafka, topic, EventFraming.SingleObject, new PublisherOptions(), Report, io.Time);
        var started = io.Time.GetTimestamp();
        var traces = new TracePublisher(publisher, new PublishOptions(), io.Time);
        for (var i = 0; i < options.Hosts; i++)
        {
            var host = new SimulatedHost(options, i);
            var result = await traces.PublishAsync(() => OpenTrace.OfReader(host, Source), stop);
            if (result.End == PublishEnd.Interrupted)
                return Fail("interrupted: not all was published");
            if (publisher.Fault is { } fault)
                return Fail(fault.ToProblem().ToString());
            TruthJson.Write(host.Truth, io.Output);
        }
        await publisher.FlushAsync(stop);
        if (publisher.Fault is { } late)
            return Fail(late.ToProblem().ToString());
        Report(string.Create(CultureInfo.InvariantCulture, $"published {traces.Totals.Events:N0} events of {options.Hosts:N0} hosts in {io.Time.GetElapsedTime(started).TotalSeconds:0.0} s"));
        return ExitCode.Done;
    }

    /// <summary>The source is named by the options, so that the same simulation published again is the same source.</summary>
    private string Source => string.Create(CultureInfo.InvariantCulture,
        $"sim-{options.Seed}-{options.Vms}x{options.Vcores}x{options.Smt}-{options.Seconds:0.###}s{(options.Rate is { } rate ? $"-{rate:0.###}" : "")}{(options.Loss > 0 ? $"-l{options.Loss:0.####}" : "")}");

    private int Fail(string line)
    {
        Report(line);
        return ExitCode.Failed;
    }

    private void Report(string line) => io.Error.WriteLine($"gangexit: {line}");
}
