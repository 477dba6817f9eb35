using System.Diagnostics.Metrics;
using Confluent.Kafka;
using GangExitStream.Cli.Memory;
using GangExitStream.Cli.Options.Sources;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;
using GangExitStream.Processor.Epochs;
using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Processor.Kafka.Group;
using GangExitStream.Schemas.Registry;
using Microsoft.Extensions.Logging;

namespace GangExitStream.Cli.Process;

/// <summary>Runs <c>gangexit process</c>: checks the topics, runs the processor, logs the totals.</summary>
internal sealed partial class ProcessRun(Settings settings, ProcessOptions options, KafkaOptions kafka, ISchemaRegistry? registry, TelemetrySettings telemetry, ILogger logger, AppIo io)
{
    /// <summary>The meter of docs/metrics.md.</summary>
    public const string MeterName = "GangExitStream.Processor";

    private const string ServiceName = "gangexit-process";
    private const int NeedMegabytes = 160;
    private const int LeastBytes = 4 << 20;
    private const int MostFetchBytes = 50 << 20;

    private readonly long? _memory = MemoryLimit.Find();

    private ProcessRunner? _runner; // set when the topics have been checked

    public async Task<int> ExecuteAsync(CancellationToken cancel)
    {
        try
        {
            Log.Start(logger, ToolVersion.Text, Group, kafka.BootstrapServers, kafka.TopicPrefix.Length == 0 ? null : kafka.TopicPrefix);
            if (Memory.LittleMemory.Of(_memory, NeedMegabytes) is { } little)
                Log.LittleMemory(logger, Memory.LittleMemory.Id, little, Memory.LittleMemory.Next);
            return await WatchedAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return ExitCode.Done; // stopped before it began
        }
    }

    /// <summary>Runs with probes that answer from the start, also while the brokers don't answer.</summary>
    private async Task<int> WatchedAsync(CancellationToken cancel)
    {
        using var meter = new Meter(MeterName);
        var (host, problem) = await TelemetryHost.StartAsync(MeterName, ServiceName, ToolVersion.Text, telemetry, ProcessProbes.Of(() => Volatile.Read(ref _runner)?.Status), io.Environment);
        if (host is null)
        {
            Refuse($"--metrics-port can't be opened: {problem}");
            return ExitCode.Failed;
        }
        await using (host)
            return await CheckAndRunAsync(meter, cancel);
    }

    private async Task<int> CheckAndRunAsync(Meter meter, CancellationToken cancel)
    {
        var topics = await CheckTopicsAsync(cancel);
        if (topics is null || await OutputSchemas.PrefixesAsync(registry, kafka.Topics, Group, Refuse, cancel) is not { } prefixes)
            return ExitCode.Failed;
        var partitions = topics.Topics.ToDictionary(topic => topic.Name, topic => topic.Partitions, StringComparer.Ordinal);
        var runner = new ProcessRunner(RunOptions(prefixes, topics, meter), OutputSchemas.Writers(registry), partitions, io.Time);
        Volatile.Write(ref _runner, runner);
        var exit = await RunAsync(runner, cancel);
        Close(runner.Totals, exit);
        return exit;
    }

    private string Group => settings.GetValue(options.Group)!;

    private async Task<int> RunAsync(ProcessRunner runner, CancellationToken cancel)
    {
        try
        {
            await runner.RunAsync(cancel);
            return ExitCode.Done;
        }
        catch (RestoreException e)
        {
            Log.Refused(logger, "GX5041", place: null, e.Message, e.NextStep);
        }
        catch (TopicChangedException e)
        {
            Log.Refused(logger, IdOf(e.Problem), e.Problem.Place, e.Problem.Message, e.Problem.NextStep);
        }
        catch (Exception e) when (e.GetBaseException() is SchemaRegistryException registry)
        {
            Log.Failed(logger, id: null, place: null, registry.Message, next: null);
        }
        catch (Exception e) when (e.GetBaseException() is KafkaException kafkaError)
        {
            var problem = AdminFaults.Refused(kafkaError.Error.Code, kafka.BootstrapServers, kafkaError.Error.Reason);
            Log.Failed(logger, IdOf(problem), problem.Place, problem.Message, problem.NextStep);
        }
        return ExitCode.Failed;
    }

    private async Task<TopicsResult?> CheckTopicsAsync(CancellationToken cancel)
    {
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        var wanted = new TopicPlan(kafka.Topics, Group).All;
        var found = settings.GetValue(options.ExitAtEnd) ? await admin.CheckAsync(wanted, cancel) : await BrokerWait.CheckAsync(admin, wanted, LogWaiting, LogAnswered, cancel);
        foreach (var problem in found.Problems)
            Log.Refused(logger, IdOf(problem), problem.Place, problem.Message, problem.NextStep);
        return found.IsGood ? found : null;
    }

    private void LogWaiting(KafkaProblem away) => Log.Waiting(logger, IdOf(away), away.Place, away.Message, away.NextStep);

    private void LogAnswered() => Log.Answered(logger, kafka.BootstrapServers);

    private static string IdOf(KafkaProblem problem) => $"GX{(int)problem.Id}";

    private RunOptions RunOptions(OutputPrefixes prefixes, TopicsResult topics, Meter meter)
    {
        var run = options.ToRunOptions(settings, kafka);
        var letters = topics.Topics.Single(topic => topic.Name == kafka.Topics.DeadLetters);
        return run with
        {
            Logger = logger,
            Meter = meter,
            KafkaLog = ClientLog.To(logger, io.Time),
            Refusals = new RefusalWatch(kafka.BootstrapServers),
            BatchBytes = Math.Min(run.BatchBytes, topics.Topics.Where(topic => topic.Name != kafka.Topics.Events).Min(static topic => topic.MaxMessageBytes)),
            FetchBytes = _memory is null ? null : MemoryLimit.ShareOf(_memory, MostFetchBytes, LeastBytes),
            Processor = run.Processor with
            {
                Prefixes = prefixes,
                DeadLetterBytes = DeadLetter.ValueBytesWithin(letters.MaxMessageBytes),
                MaxEpochBytes = MemoryLimit.ShareOf(_memory, run.Processor.MaxEpochBytes, LeastBytes),
            },
        };
    }

    private void Close(ProcessorMetrics totals, int exit) => Log.Stopped(
        logger, exit, totals.Events, totals.Batches, totals.GangExits, totals.Epochs, totals.Duplicates, totals.Gaps, totals.Lost, totals.DeadLetters);

    private void Refuse(string problem) => Log.Refused(logger, id: null, place: null, problem, next: null);
}
