using System.CommandLine;
using GangExitStream.Tests.Chaos.Faults;
using GangExitStream.Tests.Chaos.Host;

namespace GangExitStream.Tests.Chaos;

/// <summary>What a run does. The same seed draws the same faults; what they hit depends on the machine's timing.</summary>
internal sealed record ChaosOptions(string KafkaHome, int Seed, int Kills, IReadOnlyList<FaultKind> Faults, string Tool)
{
    /// <summary>Each kind in its turn, rather than drawn.</summary>
    public bool InOrder { get; init; }

    /// <summary>A run that isn't over by then has failed.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(2);

    /// <summary>The processes' and brokers' logs stay even where all was right.</summary>
    public bool KeepLogs { get; init; }

    /// <summary>Client properties of the processors, key=value.</summary>
    public IReadOnlyList<string> Properties { get; init; } = [];

    /// <summary>Processors are static members of their group.</summary>
    public bool StaticMembers { get; init; }

    /// <summary>Brokers: 3 where leaders are to be lost.</summary>
    public int Brokers => Faults.Contains(FaultKind.Leader) ? 3 : 1;

    public static RootCommand Command(Func<ChaosOptions, Task<int>> run)
    {
        var seed = new Option<int>("--seed") { Description = "Draws the faults", DefaultValueFactory = _ => 1 };
        var kills = new Option<int>("--kills") { Description = "Faults to inject", DefaultValueFactory = _ => 20 };
        var faults = new Option<string>("--faults") { Description = "all, all-leader (three brokers), or a list of: " + string.Join(',', Enum.GetNames<FaultKind>()), DefaultValueFactory = _ => "all" };
        var tool = new Option<string>("--gangexit") { Description = "The tool", DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "gangexit.dll") };
        var deadline = new Option<double>("--deadline") { Description = "Minutes after which the run has failed", DefaultValueFactory = _ => 120 };
        var keep = new Option<bool>("--keep-logs") { Description = "Keep the processes' and brokers' logs even where all was right" };
        var members = new Option<bool>("--static-members") { Description = "Processors are static members (group.instance.id): a stopped one's partitions wait for its session time-out" };
        var properties = FaultyProcess.Properties();
        var command = new RootCommand("Kills what it can while gangexit runs, then compares the topics with the traces.") { seed, kills, faults, tool, deadline, keep, members, properties, FaultyProcess.Command() };
        command.SetAction((result, _) => Environment.GetEnvironmentVariable("KAFKA_HOME") is { Length: > 0 } home
            ? run(new ChaosOptions(home, result.GetValue(seed), result.GetValue(kills), Parse(result.GetValue(faults)!), result.GetValue(tool)!)
            {
                Deadline = TimeSpan.FromMinutes(result.GetValue(deadline)),
                KeepLogs = result.GetValue(keep),
                StaticMembers = result.GetValue(members),
                Properties = result.GetValue(properties) ?? [],
            })
            : throw new InvalidOperationException("KAFKA_HOME must name an unpacked Apache Kafka 4"));
        return command;
    }

    private static IReadOnlyList<FaultKind> Parse(string list) => list switch
    {
        "all" => [.. Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.Leader)],
        "all-leader" => [.. Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.Broker)],
        _ => [.. list.Split(',').Select(name => Enum.Parse<FaultKind>(name, ignoreCase: true))],
    };
}
