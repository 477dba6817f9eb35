using GangExitStream.Cli;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Produce;

/// <summary>What can't be read is said before any broker is asked for.</summary>
public sealed class MissingTraceTests
{
    private static readonly TimeSpan BeforeABrokerIsMissed = TimeSpan.FromSeconds(9); // that takes 10 s

    [Theory]
    [InlineData("/nowhere/x.perf.data", "GX1013")]
    [InlineData("/proc", "GX1013")]
    [InlineData("/bin/sh", "GX1002")]
    public async Task A_trace_that_cannot_be_read_waits_for_no_broker(string trace, string id)
    {
        var report = await GangexitRun.Of("report", trace);
        var produce = await GangexitRun.Of("produce", trace, "--bootstrap-server", "127.0.0.1:1").WaitAsync(BeforeABrokerIsMissed, TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Failed, ExitCode.Failed), (report.Code, produce.Code));
        Assert.Contains($"gangexit: {trace}: {id}", produce.Error, StringComparison.Ordinal);
        Assert.Contains(produce.Error.Trim(), report.Error, StringComparison.Ordinal);
    }
}
