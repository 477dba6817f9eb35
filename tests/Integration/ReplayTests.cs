using System.Text.Json;
using GangExitStream.Kafka;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary>Old traces and live data in the same topics.</summary>
public sealed class ReplayTests(BrokerFixture broker)
{
    private const string Trace = "small.perf.data";
    private const string Now = "2026-11-24T12:00:00Z";
    private const string LastYear = "2025-11-24T12:00:00Z";
    private const long YearNs = 365L * 24 * 3600 * 1_000_000_000;

    [Fact]
    public async Task A_year_old_trace_has_windows_in_its_own_time_and_leaves_the_live_ones_alone()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "1");
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace(Trace), "--host", "h", "--source", "live", "--recorded-at", Now);
        await GangExit.DoneAsync(kafka, "process", "--exit-at-end");
        var before = await WindowsAsync(kafka, "live", shift: 0);
        await GangExit.DoneAsync(kafka, "produce", RepoFiles.Trace(Trace), "--host", "h", "--source", "old", "--recorded-at", LastYear);
        await GangExit.DoneAsync(kafka, "process", "--exit-at-end");
        Assert.NotEmpty(before);
        Assert.Equal(before, await WindowsAsync(kafka, "live", shift: 0));
        Assert.Equal(before, await WindowsAsync(kafka, "old", shift: YearNs));
    }

    private static async Task<List<string>> WindowsAsync(KafkaOptions kafka, string source, long shift)
    {
        var lines = (await GangExit.DoneAsync(kafka, "watch", "counts", "--format", "json", "--from-beginning", "--exit-at-end")).Output;
        var last = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            var window = json.RootElement;
            if (window.GetProperty("source").GetString() != source)
                continue;
            var key = $"{window.GetProperty("tgid")}/{window.GetProperty("window_start_ns").GetInt64() + shift}";
            last[key] = $"{key} {window.GetProperty("runs")} {window.GetProperty("gang_exits")} {window.GetProperty("forced_threads")} {window.GetProperty("clock")} {window.GetProperty("final")}";
        }
        return [.. last.Values];
    }
}
