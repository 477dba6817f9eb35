using System.Text.Json.Nodes;
using GangExitStream.Tests.Shared;
using GangExitStream.Tests.Unit.Text;

namespace GangExitStream.Tests.Unit.Report;

/// <summary>One recording of a POWER8 in every form of trace gives the same report.</summary>
public class FormsAgreeTests
{
    [Theory]
    [InlineData("power8-smt4.compressed.perf.data")]
    [InlineData("power8-smt4.pipe.perf.data")]
    [InlineData("power8-smt4.perf-script.txt")]
    [InlineData("power8-smt4.ftrace.txt")]
    public async Task Every_form_of_a_trace_gives_the_same_report(string name) =>
        Assert.Equal(await Vms(Recordings.Sample), await Vms(Recordings.PathOf(name)));

    [Fact]
    public async Task So_does_trace_cmd_report_on_standard_input()
    {
        using var text = new MemoryStream(TextTraces.Bytes("power8-smt4.trace-cmd-report.txt.gz"));
        var run = await GangexitRun.OfStream(text, "report", "-", "--format", "json");
        Assert.Equal(0, run.Code);
        Assert.Equal(await Vms(Recordings.Sample), Vms(run));
    }

    [Theory]
    [InlineData("power8-smt4.perf.data")]
    [InlineData("power8-smt4.pipe.perf.data")]
    [InlineData("power8-be-smt4.pipe.perf.data")]
    public async Task Standard_input_gives_the_same_report_as_the_file(string name)
    {
        using var pipe = new UnseekableStream(await File.ReadAllBytesAsync(Recordings.PathOf(name), TestContext.Current.CancellationToken));
        var run = await GangexitRun.OfStream(pipe, "report", "-", "--format", "json");
        Assert.Equal("-", run.Objects[0].GetProperty("trace").GetString());
        Assert.Equal(await Vms(Recordings.PathOf(name)), Vms(run));
    }

    private static readonly string[] Timed =
    [
        "run_time_ns", "gang_exits_per_s", "forced_out_ns", "forced_out_p50_ns", "forced_out_p99_ns", "forced_out_max_ns", "guest_thread_ns", "forced_out_share",
    ];

    private static async Task<string> Vms(string path)
    {
        var run = await GangexitRun.Of("report", path, "--format", "json");
        Assert.True(run.Code == 0, run.Error);
        return Vms(run);
    }

    /// <summary>Without times: text has microseconds only, and each form's recorder began at its own moment.</summary>
    private static string Vms(GangexitRun run)
    {
        var vms = JsonNode.Parse(run.Output)!["vms"]!.AsArray();
        foreach (var vm in vms)
        {
            foreach (var name in Timed)
                vm!.AsObject().Remove(name);
        }
        return vms.ToJsonString();
    }
}
