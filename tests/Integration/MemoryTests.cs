using GangExitStream.Cli;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>
/// No memory left. .NET bounds its heap at three quarters of a control group's limit; this sets the same bound directly, which needs no right to make
/// groups.
/// </summary>
public sealed class MemoryTests
{
    private const string HeapLimit = "DOTNET_GCHeapHardLimit"; // hexadecimal bytes

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_none_is_left_it_says_so_with_a_number_and_what_to_do()
    {
        using var folder = new TemporaryFolder();
        using var tool = ToolProcess.Start(
            ["simulate", "--vms", "4000", "--seconds", "1", "--output", folder.PathOf("fleet.perf.data")],
            new Dictionary<string, string>(StringComparer.Ordinal) { [HeapLimit] = "C00000" });
        var run = await tool.EndAsync(Cancel);
        Assert.True(run.ExitCode == ExitCode.Failed, $"{run.ExitCode}: {run.Error}");
        Assert.Contains("GX7002 memory: there was none left", run.Error, StringComparison.Ordinal);
        Assert.Contains("docs/sizing.md", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
    }
}
