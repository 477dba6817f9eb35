using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Report;

/// <summary>The counts of every recording, compared with the table of tests/traces/README.md, which was delivered with the recordings.</summary>
public partial class RecordedCountsTests
{
    [Fact]
    public async Task Every_recording_has_the_counts_that_came_with_it()
    {
        var expected = Expected();
        var seen = new HashSet<int>();
        foreach (var name in Recordings.AllPerfData().Where(name => name != "tiny.perf.data")) // the README has no counts of it
        {
            foreach (var vm in await Vms(name))
            {
                var tgid = vm.GetProperty("tgid").GetInt32();
                seen.Add(tgid);
                Assert.True(expected.TryGetValue(tgid, out var counts), $"{name}: process {tgid} isn't in the README");
                Assert.Contains(vm.GetProperty("gang_exits_per_tgid").GetInt64(), counts.PerTgid);
                Assert.Equal(counts.PerVcore, vm.GetProperty("gang_exits").GetInt64());
            }
        }
        Assert.Equal(expected.Keys.Order(), seen.Order());
    }

    [Fact]
    public async Task A_POWER9_is_not_applicable_rather_than_free_of_gang_exits()
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf("power9-nested.compressed.perf.data"), "--format", "json");
        var trace = Assert.Single(run.Objects);
        Assert.False(trace.GetProperty("applicable").GetBoolean());
        Assert.Equal(20_318, trace.GetProperty("guest_exits").GetInt64());
        Assert.Empty(trace.GetProperty("vms").EnumerateArray());
        Assert.Contains("gang exits don't apply", run.Error, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<JsonElement>> Vms(string name)
    {
        var run = await GangexitRun.Of("report", Recordings.PathOf(name), "--format", "json", "--system", Recordings.SystemOf(name));
        return Assert.Single(run.Objects).GetProperty("vms").EnumerateArray();
    }

    /// <summary>By tgid, of which no two recordings share one unless they are of the same run.</summary>
    private static Dictionary<int, (long[] PerTgid, long PerVcore)> Expected()
    {
        var text = File.ReadAllText(Path.Combine(Recordings.Folder, "README.md"));
        var expected = new Dictionary<int, (long[], long)>();
        foreach (Match match in Counts().Matches(text))
        {
            var perTgid = new[] { match.Groups[2], match.Groups[3] }.Where(group => group.Success).Select(Number).ToArray();
            expected[(int)Number(match.Groups[1])] = (perTgid, Number(match.Groups[4]));
        }
        return expected;
    }

    private static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b(\d+) = (\d+)(?: or (\d+))? ?/ ?(\d+)", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Counts();
}
