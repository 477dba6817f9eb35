using System.Collections.Immutable;
using System.Diagnostics;
using GangExitStream.Kafka;
using GangExitStream.Tests.Brokers;
using GangExitStream.Tests.Chaos.Check;
using GangExitStream.Tests.Chaos.Faults;
using GangExitStream.Tests.Chaos.Fleet;

namespace GangExitStream.Tests.Chaos;

/// <summary>One run: brokers, topics, publishers, instances; faults; then all is drained and compared.</summary>
internal sealed class ChaosRun(ChaosOptions options, KafkaCluster cluster, string logs, TextWriter output)
{
    private static readonly int[] PartitionCounts = [1, 3, 6];

    // With group.protocol=consumer the broker has the times: those of a classic member.
    private static readonly ImmutableArray<string> QuickGroups =
    [
        "group.consumer.session.timeout.ms=10000", "group.consumer.min.session.timeout.ms=6000",
        "group.consumer.heartbeat.interval.ms=1000", "group.consumer.min.heartbeat.interval.ms=1000",
    ];

    /// <summary>A restarted broker is ready by then, also on a machine where three of them and the processors have too few cores.</summary>
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromMinutes(3);

    private readonly Recoveries _recoveries = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Random _random = new(options.Seed);
    private readonly Toolbox _tools = new(options.Tool, cluster.BootstrapServers, logs) { Properties = options.Properties, StaticMembers = options.StaticMembers };
    private readonly KafkaOptions _kafka = new() { BootstrapServers = cluster.BootstrapServers };

    /// <summary>Runs; 0 where all was right. The logs stay where it wasn't.</summary>
    public static async Task<int> ExecuteAsync(ChaosOptions options, TextWriter output)
    {
        var logs = Directory.CreateTempSubdirectory("gangexit-chaos-").FullName;
        var layout = new ClusterOptions(options.KafkaHome) { Brokers = options.Brokers, HeapMegabytes = 384, JvmOptions = ClusterOptions.FastStart, ExtraProperties = QuickGroups, ReadyTimeout = BrokerPatience };
        await using var cluster = await KafkaCluster.StartAsync(layout, CancellationToken.None);
        var run = new ChaosRun(options, cluster, logs, output);
        var differences = await run.TryAsync();
        foreach (var line in run._recoveries.Lines())
            run.Say(line);
        var keep = options.KeepLogs || differences.Count > 0;
        run.Say($"{(differences.Count == 0 ? "PASSED" : "FAILED")} (seed {options.Seed}{(keep ? $", logs in {logs}" : "")})");
        if (keep)
            await cluster.EndAndKeepAsync(Path.Combine(logs, "brokers"));
        else
            Directory.Delete(logs, recursive: true);
        return differences.Count == 0 ? 0 : 1;
    }

    private async Task<IReadOnlyList<string>> TryAsync()
    {
        IReadOnlyList<string> differences;
        try
        {
            var run = RunAsync();
            differences = await Task.WhenAny(run, Task.Delay(options.Deadline)) == run ? await run : [$"not over after {options.Deadline.TotalMinutes:0.#} minutes"];
        }
        catch (Exception e) when (e is ChaosException or TimeoutException)
        {
            differences = [e.Message];
        }
        const int most = 40;
        foreach (var difference in differences.Take(most))
            Say(difference);
        if (differences.Count > most)
            Say($"and {differences.Count - most} more");
        return differences;
    }

    private async Task<IReadOnlyList<string>> RunAsync()
    {
        var partitions = PartitionCounts[_random.Next(PartitionCounts.Length)];
        Say($"seed {options.Seed}, {options.Kills} faults, {partitions} partitions, {cluster.Description}");
        await _tools.RunAsync("topics", ["topics", "create", "--partitions", $"{partitions}"]);
        await using var publishers = new Publishers(_tools, options.Seed, logs);
        await using var instances = new Instances(_tools);
        using var poison = new Poison(_kafka);
        using var progress = new Progress(_kafka);
        publishers.Start();
        instances.Start();
        instances.Start();
        await progress.WaitAsync(await poison.SendToAllAsync(partitions, _random), instances.Check);
        await InjectAsync(new FaultInjector(cluster, instances, publishers, poison, progress, _random), () => RecoverAsync(progress, poison, partitions, instances), publishers);
        await publishers.FinishAsync();
        Say($"{publishers.Published.Count} traces published, {publishers.Killed} producers killed, {poison.Sent} poison records: draining");
        await instances.StopAllAsync();
        await _tools.RunAsync("process-last", ["process", "--exit-at-end"]);
        var differences = await CompareAsync(publishers.Published, _tools);
        return [.. differences, .. poison.Check(), .. await TryChangelogAsync(publishers)];
    }

    /// <summary>Every partition gets a record after a fault: it is on again when all of them are committed.</summary>
    private async Task<TimeSpan> RecoverAsync(Progress progress, Poison poison, int partitions, Instances instances)
    {
        var started = Stopwatch.GetTimestamp();
        await progress.WaitAsync(await poison.SendToAllAsync(partitions, _random), instances.Check);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Last, since it ends the group.</summary>
    private async Task<IEnumerable<string>> TryChangelogAsync(Publishers publishers)
    {
        if (!options.Faults.Contains(FaultKind.Changelog))
            return [];
        var changelog = new ChangelogLoss(_kafka, _tools, publishers, _random);
        Say(await changelog.InjectAsync());
        return await CompareAsync(publishers.Published, changelog.Outputs);
    }

    private async Task InjectAsync(FaultInjector injector, Func<Task<TimeSpan>> recover, Publishers publishers)
    {
        var kinds = options.Faults.Where(kind => kind != FaultKind.Changelog).ToList();
        for (var fault = 1; fault <= options.Kills && kinds.Count > 0; fault++)
        {
            var kind = options.InOrder ? kinds[(fault - 1) % kinds.Count] : kinds[_random.Next(kinds.Count)];
            var what = await injector.InjectAsync(kind);
            var took = await recover();
            _recoveries.Add(kind, took);
            Say($"{fault,4}: {what}; on again after {took.TotalSeconds:0.0} s");
            if (publishers.Failure.IsFaulted)
                await publishers.Failure;
            await Task.Delay(_random.Next(0, 1000)); // not always at the same place behind a recovery
        }
    }

    private async Task<IEnumerable<string>> CompareAsync(IReadOnlyCollection<Published> published, Toolbox outputs)
    {
        var traces = published.Select(item => item.Trace).Distinct(StringComparer.Ordinal).ToDictionary(path => path, ReferenceTrace.Read, StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (var ((path, reference), report) in traces.Zip(await _tools.RunReportAsync(traces.Keys)))
            differences.AddRange(ReportChecker.Check(path, reference, report));
        var checker = new OutputChecker(published, traces);
        var gangExits = OutputJson.GangExits(await WatchAsync(outputs, "exits"));
        var counts = OutputJson.Counts(await WatchAsync(outputs, "counts"));
        differences.AddRange(checker.Check(gangExits, counts));
        Say($"compared {checker.GangExits:N0} gang exits of {checker.Vms} VMs in {published.Count} sources");
        return differences;
    }

    private static Task<string[]> WatchAsync(Toolbox outputs, string what) =>
        outputs.RunAsync($"watch-{what}", ["watch", what, "--format", "json", "--from-beginning", "--exit-at-end"]);

    private void Say(string line)
    {
        output.WriteLine($"{Stopwatch.GetElapsedTime(_started).TotalSeconds,7:0.0} {line}");
        output.Flush();
    }
}
