using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

/// <summary>tests/traces/golden: what <c>perf script -s gang_exits.py</c> printed.</summary>
public class ScriptParityTests
{
    public static TheoryData<string> PerfData => [.. Recordings.AllPerfData()];

    [Theory]
    [MemberData(nameof(PerfData))]
    public async Task Prints_what_the_original_script_prints(string name)
    {
        var golden = Path.Combine(Recordings.Folder, "golden", name.Replace(".perf.data", ".script.txt", StringComparison.Ordinal));
        var run = await GangexitRun.Of("report", Recordings.PathOf(name), "--format", "script", "--system", Recordings.SystemOf(name));
        Assert.Equal(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), run.Output);
    }

    [Fact]
    public async Task Neither_attribution_nor_rows_change_it()
    {
        var path = Recordings.PathOf("small.perf.data");
        var plain = await GangexitRun.Of("report", path, "--format", "script");
        var other = await GangexitRun.Of("report", path, "--format", "script", "--attribution", "vcore", "--by", "time");
        Assert.Equal(plain, other);
    }
}
