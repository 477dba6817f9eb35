using System.CommandLine;
using System.Globalization;
using Confluent.Kafka;
using GangExitStream.Cli.Options;
using GangExitStream.Kafka;
using GangExitStream.Kafka.Topics;
using GangExitStream.Processor;
using GangExitStream.Processor.Running;
using GangExitStream.Schemas;

namespace GangExitStream.Cli.Process;

/// <summary>One run of <c>gangexit process</c>: checks the topics, runs, says what it did.</summary>
internal sealed class ProcessRun(ParseResult result, ProcessOptions options, CommonOptions common, KafkaOptions kafka)
{
    private readonly TextWriter _error = TextWriter.Synchronized(result.InvocationConfiguration.Error);

    public async Task<int> ExecuteAsync(CancellationToken cancel)
    {
        using var http = new HttpClient();
        var registry = new RegistrySettings(result, common, http);
        var topics = await CheckTopicsAsync(cancel);
        if (topics is null || await registry.PrefixesAsync(kafka.Topics, Group, Log, cancel) is not { } prefixes)
            return ExitCode.Failed;
        var partitions = topics.Topics.ToDictionary(topic => topic.Name, topic => topic.Partitions, StringComparer.Ordinal);
        var runner = new ProcessRunner(RunOptions(prefixes), registry.Writers, partitions, TimeProvider.System);
        var exit = await RunAsync(runner, cancel);
        Close(runner.Totals);
        return exit;
    }

    private string Group => result.GetValue(options.Group)!;

    private async Task<int> RunAsync(ProcessRunner runner, CancellationToken cancel)
    {
        try
        {
            await runner.RunAsync(cancel);
            return ExitCode.Done;
        }
        catch (RestoreException e)
        {
            Log($"refused: {e.Message}. Next: docs/operations.md, \"Resetting\"");
        }
        catch (Exception e) when (e.GetBaseException() is KafkaException kafkaError)
        {
            Log($"failed: {AdminFaults.Refused(kafkaError.Error.Code, kafka.BootstrapServers, kafkaError.Error.Reason)}");
        }
        return ExitCode.Failed;
    }

    private async Task<TopicsResult?> CheckTopicsAsync(CancellationToken cancel)
    {
        using var admin = new TopicAdmin(kafka, KafkaLogging.None);
        var found = await admin.CheckAsync(new TopicPlan(kafka.Topics, Group).All, cancel);
        foreach (var problem in found.Problems)
            await _error.WriteLineAsync(problem.ToString());
        return found.IsGood ? found : null;
    }

    private RunOptions RunOptions(OutputPrefixes prefixes)
    {
        var standard = new ProcessorOptions();
        return new RunOptions
        {
            Kafka = kafka,
            Group = Group,
            ExitAtEnd = result.GetValue(options.ExitAtEnd),
            SessionTimeout = result.GetValue(options.SessionTimeout) ?? TimeSpan.FromSeconds(10),
            Log = Log,
            KafkaLog = line => Log(line.ToString()),
            AtStep = ChaosHook.FromEnvironment(),
            Processor = standard with
            {
                Attribution = Enum.Parse<Attribution>(result.GetValue(options.Attribution)!, ignoreCase: true),
                Window = result.GetValue(options.Window) ?? standard.Window,
                CommitInterval = result.GetValue(options.CommitInterval) ?? standard.CommitInterval,
                Prefixes = prefixes,
            },
        };
    }

    private void Close(ProcessorTotals totals) => Log(string.Create(
        CultureInfo.InvariantCulture,
        $"{totals.Events:N0} events in {totals.Batches:N0} batches, {totals.GangExits:N0} gang exits, {totals.Epochs:N0} epochs, "
        + $"{totals.Duplicates:N0} duplicates dropped, {totals.Gaps:N0} missing, {totals.DeadLetters:N0} dead letters"));

    private void Log(string line) => _error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {line}"));
}
