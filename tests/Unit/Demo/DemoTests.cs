using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using GangExitStream.Cli;
using GangExitStream.Schemas.Binary;
using GangExitStream.Schemas.Codecs;
using GangExitStream.Schemas.Framing;
using GangExitStream.Schemas.Records;
using GangExitStream.Tests.Shared;

namespace GangExitStream.Tests.Unit.Demo;

/// <summary><c>gangexit demo</c> from its command line to its exit code, with its embedded broker.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_trace_it_shows_the_sample()
    {
        var run = await GangexitRun.Of("demo").WaitAsync(Deadline, Cancel);
        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.Contains("same as gangexit report: 1 VM, 3,009 gang exits, 4,621 forced threads, 9,645 runs, 0 cedes", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", run.Output, StringComparison.Ordinal); // no terminal: no live view
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)); // where the broker is
    }

    [Theory]
    [InlineData("small.perf.data")]
    [InlineData("lost.perf.data")]
    [InlineData("power8-2vm-smt2.perf.data")]
    [InlineData("power8-be-smt4.pipe.perf.data")]
    [InlineData("monotonic-callchain.perf.data")]
    [InlineData("tgid.trace_pipe.txt")]
    [InlineData("ppc64be-uprobe.compressed.perf.data")]
    public async Task It_ends_in_the_figures_and_the_exit_code_of_report(string recording)
    {
        string[] arguments = [Recordings.PathOf(recording), "--system", Recordings.SystemOf(recording)];
        var report = await GangexitRun.Of(["report", .. arguments, "--format", "json"]);
        var demo = await GangexitRun.Of(["demo", .. arguments]).WaitAsync(Deadline, Cancel);
        Assert.True(report.Code == demo.Code, demo.Output + demo.Error);
        Assert.Contains(Verdict(report.Objects.Single().GetProperty("vms")), demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_without_gang_exits_is_reported_as_not_applicable()
    {
        var run = await GangexitRun.Of("demo", Recordings.PathOf("power9-nested.compressed.perf.data")).WaitAsync(Deadline, Cancel);
        Assert.True(run.Code == ExitCode.Damaged, run.Error);
        Assert.Contains("gang exits don't apply", run.Output, StringComparison.Ordinal);
        Assert.Contains("same as gangexit report: 0 VMs", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_trace_is_shown_up_to_the_damage()
    {
        var whole = await File.ReadAllBytesAsync(Recordings.PathOf("power8-smt4.pipe.perf.data"), Cancel);
        var run = await GangexitRun.Of("demo", _folder.Write("cut", whole.AsSpan(0, whole.Length / 2))).WaitAsync(Deadline, Cancel);
        Assert.True(run.Code == ExitCode.Damaged, run.Error);
        Assert.Contains("GX1003", run.Error, StringComparison.Ordinal);
        Assert.Contains("same as gangexit report: 1 VM", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_recordings_the_first_is_shown_and_the_others_are_named()
    {
        var one = await File.ReadAllBytesAsync(Recordings.PathOf("power8-smt4.pipe.perf.data"), Cancel);
        var run = await GangexitRun.Of("demo", _folder.Write("two", [.. one, .. one])).WaitAsync(Deadline, Cancel);
        Assert.True(run.Code == ExitCode.Damaged, run.Error);
        Assert.Contains("GX6004", run.Error, StringComparison.Ordinal);
        Assert.Contains("same as gangexit report: 1 VM", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "GX1013")]
    [InlineData("sched-only.perf.data", "GX1011")]
    public async Task An_unreadable_trace_fails_as_in_report(string name, string id)
    {
        var run = await GangexitRun.Of("demo", Recordings.PathOf(name)).WaitAsync(Deadline, Cancel);
        Assert.Equal((ExitCode.Failed, ""), (run.Code, run.Output));
        Assert.Contains(id, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_option_is_a_usage_error()
    {
        var run = await GangexitRun.Of("demo", "--sped");
        Assert.Equal((ExitCode.Usage, ""), (run.Code, run.Output));
    }

    [Fact]
    public async Task A_gang_exit_that_the_report_does_not_have_is_a_difference()
    {
        using var held = new HeldStream(await File.ReadAllBytesAsync(Recordings.PathOf("small.perf-script-pid.txt"), Cancel));
        using var error = new FirstLine();
        using var output = new MemoryStream();
        var demo = App.RunAsync(["demo", "-"], new AppIo { Output = output, Error = error, OpenInput = () => held });
        var servers = (await error.Line.WaitAsync(Deadline, Cancel)).Split(' ').Single(word => word.StartsWith("127.0.0.1:", StringComparison.Ordinal));
        await ForgeAsync(servers);
        held.Release();
        Assert.Equal(ExitCode.Failed, await demo.WaitAsync(Deadline, Cancel));
        Assert.Contains("GX6003", error.ToString(), StringComparison.Ordinal);
        var text = System.Text.Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("NOT the same as gangexit report", text, StringComparison.Ordinal);
        Assert.Contains("VM 4711 of elsewhere, gang exits: 1 in gang-exits, 0 by gangexit report", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_while_its_pipe_is_silent(string signal)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "gangexit.dll"), "demo", "-"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Assert.Contains("broker within this process", await process.StandardError.ReadLineAsync(Cancel), StringComparison.Ordinal);
        using (var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Cancel);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel).WaitAsync(Deadline, Cancel);
        Assert.Equal((ExitCode.Failed, "", "gangexit: interrupted: nothing was compared\n"), (process.ExitCode, await output, await error));
    }

    private static async Task ForgeAsync(string servers)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = servers }).Build();
        using var buffer = new AvroBuffer();
        buffer.Append(RecordPrefix.SingleObject(RecordSchema.GangExit));
        GangExitCodec.Encode(new GangExit { Host = "elsewhere", Source = "s", Tgid = 4711, Forced = 2 }, buffer);
        await producer.ProduceAsync("gang-exits", new Message<Null, byte[]> { Value = buffer.Written.ToArray() }, Cancel);
    }

    /// <summary>What the demo says when all agrees, from the report's JSON.</summary>
    private static string Verdict(JsonElement vms)
    {
        string Sum(string field) => vms.EnumerateArray().Sum(vm => vm.GetProperty(field).GetInt64()).ToString("N0", CultureInfo.InvariantCulture);
        var count = vms.GetArrayLength();
        return $"same as gangexit report: {count} VM{(count == 1 ? "" : "s")}, {Sum("gang_exits")} gang exits, {Sum("forced_threads")} forced threads, {Sum("runs")} runs, {Sum("cedes")} cede";
    }
}
