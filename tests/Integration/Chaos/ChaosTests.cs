using GangExitStream.Tests.Chaos;
using GangExitStream.Tests.Chaos.Faults;

namespace GangExitStream.Tests.Integration.Chaos;

/// <summary>A short run of the chaos program, with brokers of its own. Long ones: docs/chaos.md.</summary>
public sealed class ChaosTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    // In this order: each kind once, within two or three minutes on two cores. What they hit depends on the machine's timing.
    private static readonly FaultKind[] Faults =
    [
        FaultKind.Step, FaultKind.Producer, FaultKind.Kill, FaultKind.Scale, FaultKind.Broker, FaultKind.Poison, FaultKind.Changelog,
    ];

    [Fact] // its deadline is the run's own
    public async Task Outputs_equal_report_although_instances_and_brokers_are_killed()
    {
        var options = new ChaosOptions(BrokerFixture.RequireKafkaHome(), Seed: 7, Kills: 6, Faults, Path.Combine(AppContext.BaseDirectory, "gangexit.dll"))
        {
            Deadline = Deadline,
            InOrder = true,
        };
        using var output = new StringWriter();
        var exit = await ChaosRun.ExecuteAsync(options, TextWriter.Synchronized(output));
        Assert.True(exit == 0, output.ToString());
        Assert.Contains("PASSED", output.ToString(), StringComparison.Ordinal);
    }
}
