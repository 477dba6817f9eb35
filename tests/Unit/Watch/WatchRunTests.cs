using GangExitStream.Cli;
using GangExitStream.Cli.Watch;
using GangExitStream.Cli.Watch.Table;
using GangExitStream.Kafka;
using GangExitStream.Subscriber;

namespace GangExitStream.Tests.Unit.Watch;

/// <summary>A watch without a broker: port 1 refuses connections.</summary>
public sealed class WatchRunTests
{
    private static readonly KafkaOptions Nowhere = new() { BootstrapServers = "127.0.0.1:1" };

    [Fact]
    public async Task A_broker_that_is_away_is_waited_for_said_once_and_then_an_error_with_the_cause()
    {
        var (exit, error) = await Run(exitAtEnd: true, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Failed, exit);
        var lines = error.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("No Kafka broker has answered at 127.0.0.1:1 yet", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("GX5011 127.0.0.1:1: no Kafka broker answered within 2 s", lines[1], StringComparison.Ordinal);
        Assert.Contains("refused", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_for_a_broker_stops_when_told_to()
    {
        using var stop = new CancellationTokenSource();
        var run = Run(exitAtEnd: false, stop.Token);
        await stop.CancelAsync();
        Assert.Equal((ExitCode.Done, ""), await run.WaitAsync(TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken));
    }

    private static async Task<(int Exit, string Error)> Run(bool exitAtEnd, CancellationToken stop)
    {
        var options = new WatchOptions { Kafka = Nowhere, Topic = "t", Filter = new RecordFilter(null, null), FromBeginning = true, ExitAtEnd = exitAtEnd, BrokerTimeout = TimeSpan.FromSeconds(2) };
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new WatchTerminal(new StringWriter(), error, IsLive: false, TimeProvider.System);
        var exit = await WatchRun.RunAsync<GangExit, WatchedExit>(options, () => new ExitsTable(), terminal, stop);
        return (exit, error.ToString());
    }
}
