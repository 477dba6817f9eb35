using System.Net;
using System.Text.Json;
using GangExitStream.Cli;
using GangExitStream.Kafka;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Integration;

/// <summary><c>gangexit dashboard</c> on a real broker.</summary>
public sealed class DashboardTests(BrokerFixture broker) : IDisposable
{
    private static readonly string[] Sums = ["gang_exits", "gang_exits_per_tgid", "runs", "forced_threads", "cedes", "uncertain_runs", "orphan_exits", "unfinished_runs", "forced_out_ns", "guest_thread_ns"];

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("small.perf.data")]
    [InlineData("lost.perf.data")]
    public async Task It_shows_the_counts_of_report_and_watch(string recording)
    {
        var kafka = await NewTopicsAsync();
        await ProcessAsync(kafka, recording);
        using var tool = ToolProcess.Start([.. GangExit.Line(kafka, "dashboard"), "--http-port", "0"]);
        await StartAsync(tool);
        var report = JsonDocument.Parse((await GangExit.RunAsync("report", RepoFiles.Trace(recording), "--format", "json")).Output).RootElement;
        var vms = (await JsonAsync("api/vms")).EnumerateArray().ToDictionary(vm => vm.GetProperty("tgid").GetInt32());
        var reported = report.GetProperty("vms").EnumerateArray().ToList();
        Assert.NotEmpty(reported);
        foreach (var vm in reported)
        {
            var row = vms[vm.GetProperty("tgid").GetInt32()];
            Assert.Equal(Sums.Select(sum => (sum, vm.GetProperty(sum).GetInt64())), Sums.Select(sum => (sum, row.GetProperty(sum).GetInt64())));
            Assert.Equal(Traps(vm), Traps(row));
        }
        Assert.Equal(reported.Count, vms.Values.Count(vm => vm.GetProperty("has_run_core").GetBoolean()));
        await AssertWindowsAsync(kafka, vms.Values);
        Assert.Equal(ExitCode.Done, (await tool.TerminateAsync(Cancel)).ExitCode);
    }

    [Fact]
    public async Task Later_results_arrive_on_the_stream()
    {
        var kafka = await NewTopicsAsync();
        using var tool = ToolProcess.Start([.. GangExit.Line(kafka, "dashboard"), "--http-port", "0"]);
        await StartAsync(tool);
        Assert.Empty((await JsonAsync("api/vms")).EnumerateArray());
        using var stream = new StreamReader(await _http.GetStreamAsync(new Uri("api/stream", UriKind.Relative), Cancel));
        await ProcessAsync(kafka, "small.perf.data");
        var seen = 0L;
        while (seen < 841)
        {
            var line = await stream.ReadLineAsync(Cancel).AsTask().WaitAsync(Deadline, Cancel);
            if (line!.StartsWith("data: ", StringComparison.Ordinal))
                seen = JsonDocument.Parse(line[6..]).RootElement.GetProperty("gang_exits").GetInt64();
        }
        Assert.Equal(841, seen);
    }

    [Fact]
    public async Task A_missing_topic_is_named()
    {
        broker.RequireReal();
        var run = await GangExit.RunAsync(broker.NewOptions(), "dashboard", "--http-port", "0");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("GX5021", run.Error, StringComparison.Ordinal);
    }

    private async Task AssertWindowsAsync(KafkaOptions kafka, IEnumerable<JsonElement> vms)
    {
        var watched = await GangExit.DoneAsync(kafka, "watch", "counts", "--format", "json", "--from-beginning", "--exit-at-end");
        var lines = watched.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);
        var last = lines.GroupBy(line => $"{line.GetProperty("tgid")}/{line.GetProperty("window_start_ns")}").Select(window => window.Last()).ToLookup(window => window.GetProperty("tgid").GetInt32());
        foreach (var vm in vms)
        {
            var (host, tgid) = (vm.GetProperty("host").GetString()!, vm.GetProperty("tgid").GetInt32());
            var windows = (await JsonAsync($"api/vms/{Uri.EscapeDataString(host)}/{tgid}/windows")).EnumerateArray();
            Assert.Equal(last[tgid].OrderBy(window => window.GetProperty("window_start_ns").GetInt64()).Select(Text), windows.Select(Text));
        }
    }

    private static string Text(JsonElement element) => JsonSerializer.Serialize(element);

    private static IEnumerable<string> Traps(JsonElement vm) => vm.GetProperty("triggers").EnumerateObject().Select(trap => $"{trap.Name} {trap.Value}").Order(StringComparer.Ordinal);

    private static async Task ProcessAsync(KafkaOptions kafka, string recording)
    {
        var produced = await GangExit.RunAsync(kafka, "produce", RepoFiles.Trace(recording), "--host", "<b>x\"'&");
        Assert.True(produced.ExitCode is ExitCode.Done or ExitCode.Damaged, produced.Error);
        await GangExit.DoneAsync(kafka, "process", "--exit-at-end", "--window", "50ms");
    }

    /// <summary>Waits until it is ready.</summary>
    private async Task StartAsync(ToolProcess tool)
    {
        var said = await tool.UntilItSaysAsync("dashboard: http://", Cancel);
        _http.BaseAddress = new Uri(said.TrimEnd().Split(' ')[^1]);
        while ((await _http.GetAsync(new Uri("readyz", UriKind.Relative), Cancel)).StatusCode != HttpStatusCode.OK)
            await Task.Delay(20, Cancel);
    }

    private async Task<JsonElement> JsonAsync(string path) =>
        JsonDocument.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), Cancel)).RootElement;

    private async Task<KafkaOptions> NewTopicsAsync()
    {
        broker.RequireReal();
        var kafka = broker.NewOptions();
        await GangExit.DoneAsync(kafka, "topics", "create", "--partitions", "2");
        return kafka;
    }
}
