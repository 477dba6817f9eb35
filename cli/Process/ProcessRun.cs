using System.Diagnostics.Metrics;
using Confluent.Kafka;
using GangExitStream.Cli.Options;
using GangExitStream.Cli.Telemetry;
using GangExitStream.Dashboard.Telemetry;
using GangExitStream.Detection;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Logging;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;
using GangExitStream.Processor.Graph;
using GangExitStream.Processor.Kafka;
using GangExitStream.Processor.Kafka.Changelog;
using GangExitStream.Schemas.Registry;

namespace GangExitStream.Cli.Process;

/// <summary>One run of <c>gangexit process</c>: checks the topics, runs, says what it did.</summary>
internal sealed class ProcessRun(Settings settings, ProcessOptions options, KafkaOptions kafka, ISchemaRegistry? registry, TelemetrySettings telemetry, AppIo io)
{
    /// <summary>As docs/metrics.md has it.</summary>
    public const string MeterName = "GangExitStream.Processor";

    private const string ServiceName = "gangexit-process";

    private readonly LifecycleLog _log = new(settings.Error, telemetry.LogFormat ?? LogFormat.Text, io.Time);
    private ProcessRunner? _runner; // set when the topics have been checked

    public async Task<int> ExecuteAsync(CancellationToken cancel)
    {
        try
        {
            Log(LogEvent.Info("start", ("version", ToolVersion.Text), ("group", Group), ("bootstrap", kafka.BootstrapServers), ("topic_prefix", kafka.TopicPrefix.Length == 0 ? null : kafka.TopicPrefix)));
            return await WatchedAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return ExitCode.Done; // told to stop before it had begun
        }
    }

    /// <summary>Whoever waits for the probes is answered from the start, also while the brokers don't answer.</summary>
    private async Task<int> WatchedAsync(CancellationToken cancel)
    {
        using var meter = new Meter(MeterName);
        var (host, problem) = TelemetryHost.Start(MeterName, ServiceName, ToolVersion.Text, telemetry, ProcessProbes.Of(() => Volatile.Read(ref _runner)?.Status), io.Environment);
        using (host)
        {
            if (host is not null)
                return await CheckAndRunAsync(meter, cancel);
            Refuse($"--metrics-port can't be opened: {problem}");
            return ExitCode.Failed;
        }
    }

    private async Task<int> CheckAndRunAsync(Meter meter, CancellationToken cancel)
    {
        var topics = await CheckTopicsAsync(cancel);
        if (topics is null || await OutputSchemas.PrefixesAsync(registry, kafka.Topics, Group, Refuse, cancel) is not { } prefixes)
            return ExitCode.Failed;
        var partitions = topics.Topics.ToDictionary(topic => topic.Name, topic => topic.Partitions, StringComparer.Ordinal);
        var runner = new ProcessRunner(RunOptions(prefixes, meter), OutputSchemas.Writers(registry), partitions, io.Time);
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
            Log(LogEvent.Error("refused", ("id", "GX5041"), ("error", e.Message), ("next", "docs/runbook.md, \"Resetting\"")));
        }
        catch (Exception e) when (e.GetBaseException() is SchemaRegistryException registry)
        {
            Log(LogEvent.Error("failed", ("error", registry.Message)));
        }
        catch (Exception e) when (e.GetBaseException() is KafkaException kafkaError)
        {
            Log(Refusal("failed", AdminFaults.Refused(kafkaError.Error.Code, kafka.BootstrapServers, kafkaError.Error.Reason)));
        }
        return ExitCode.Failed;
    }

    private async Task<TopicsResult?> CheckTopicsAsync(CancellationToken cancel)
    {
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        var wanted = new TopicPlan(kafka.Topics, Group).All;
        var found = settings.GetValue(options.ExitAtEnd) ? await admin.CheckAsync(wanted, cancel) : await BrokerWait.CheckAsync(admin, wanted, SayWaiting, SayAnswered, cancel);
        foreach (var problem in found.Problems)
            Log(Refusal("refused", problem));
        return found.IsGood ? found : null;
    }

    private void SayWaiting(KafkaProblem away) =>
        Log(LogEvent.Warn("waiting", ("id", $"GX{(int)away.Id}"), ("place", away.Place), ("error", away.Message), ("next", away.NextStep)));

    private void SayAnswered() => Log(LogEvent.Info("answered", ("bootstrap", kafka.BootstrapServers)));

    private static LogEvent Refusal(string name, KafkaProblem problem) =>
        LogEvent.Error(name, ("id", $"GX{(int)problem.Id}"), ("place", problem.Place), ("error", problem.Message), ("next", problem.NextStep));

    private RunOptions RunOptions(OutputPrefixes prefixes, Meter meter)
    {
        var standard = new ProcessorOptions();
        return new RunOptions
        {
            Kafka = kafka,
            Group = Group,
            ExitAtEnd = settings.GetValue(options.ExitAtEnd),
            SessionTimeout = settings.GetValue(options.SessionTimeout) ?? TimeSpan.FromSeconds(10),
            Log = Log,
            Meter = meter,
            KafkaLog = new RepeatFilter(line => Log(LogEvent.Of(line)), io.Time).Heard,
            AtStep = ChaosHook.FromEnvironment(),
            Processor = standard with
            {
                Attribution = Enum.Parse<Attribution>(settings.GetValue(options.Attribution)!, ignoreCase: true),
                Window = settings.GetValue(options.Window) ?? standard.Window,
                CommitInterval = settings.GetValue(options.CommitInterval) ?? standard.CommitInterval,
                Prefixes = prefixes,
            },
        };
    }

    private void Close(ProcessorMetrics totals, int exit) => Log(LogEvent.Info(
        "stopped",
        ("exit", exit),
        ("events", totals.Events),
        ("batches", totals.Batches),
        ("gang_exits", totals.GangExits),
        ("epochs", totals.Epochs),
        ("duplicates", totals.Duplicates),
        ("gaps", totals.Gaps),
        ("lost", totals.Lost),
        ("dead_letters", totals.DeadLetters)));

    private void Refuse(string problem) => Log(LogEvent.Error("refused", ("error", problem)));

    private void Log(LogEvent e) => _log.Write(e);
}
