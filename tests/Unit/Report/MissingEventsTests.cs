using GangExitStream.Cli;
using GangExitStream.Reporting;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Report;

/// <summary>A real recording with some of its events taken out has a finding; the recording itself has none.</summary>
public sealed class MissingEventsTests
{
    private const string Recording = "power8-be-smt4.ftrace.txt";

    [Theory]
    [InlineData("ceded=1", "GX1027")] // as an ftrace filter ceded==0
    [InlineData("trap=EXTERNAL", "GX1027")]
    [InlineData("kvm_guest_exit", "GX1027")]
    [InlineData("Enter runner_vcpu", "GX1028")]
    [InlineData("Exit runner_vcpu", "GX1028")]
    public async Task Lines_that_were_left_out_are_noticed(string with, string code)
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteLines("part.txt", Lines().Where(line => !line.Contains(with, StringComparison.Ordinal)));
        var run = await GangexitRun.Of("report", path);
        Assert.Equal(ExitCode.Damaged, run.Code);
        Assert.Contains(code, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_are_there_twice_are_noticed()
    {
        using var folder = new TemporaryFolder();
        var run = await GangexitRun.Of("report", folder.WriteLines("twice.txt", Lines().SelectMany(line => new[] { line, line })));
        Assert.Equal(ExitCode.Damaged, run.Code);
    }

    [Fact]
    public async Task Run_cores_alone_dont_tell_gang_exits()
    {
        using var folder = new TemporaryFolder();
        var run = await GangexitRun.Of("report", folder.WriteLines("run-cores.txt", Lines().Where(line => !line.Contains("kvm_guest_exit", StringComparison.Ordinal))), "--format", "json");
        var trace = run.Objects.Single();
        Assert.Equal(("not_recorded", false), (trace.GetProperty("verdict").GetString(), trace.GetProperty("applicable").GetBoolean()));
        Assert.Contains("record kvm_hv:kvm_guest_exit, too", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tiny.perf.data")]
    [InlineData("samples/power8-smt4.perf.data")]
    [InlineData("power8-2vm-smt2.perf.data")]
    [InlineData("power8-be-smt4.pipe.perf.data")]
    [InlineData("small.perf.data")]
    public void A_whole_recording_has_no_such_finding(string name)
    {
        var result = new TraceReporter(new ReportOptions { Traces = [] }, CancellationToken.None).Report(name, TraceFile.Open(RepoFiles.Trace(name)));
        Assert.Empty(result.Summary.Damage);
    }

    [Fact]
    public void Reported_losses_are_the_reason()
    {
        KvmEvent[] events = [KvmEvent.Enter(1, 0, 7, 9, 0, 4), KvmEvent.GuestExit(2, 0, 7, 9, 0, 0x500, 0), KvmEvent.Exit(3, 0, 7, 9, 0, 4), KvmEvent.Lost(4, 1, 3)];
        Assert.Empty(Report(events).Summary.Damage);
        Assert.Equal(TraceDamageId.MissingGuestExits, Assert.Single(Report(events[..3]).Summary.Damage).Id);
    }

    private static string[] Lines() => File.ReadAllLines(RepoFiles.Trace(Recording));

    [Fact]
    public async Task Processes_beyond_those_that_are_counted_are_a_finding()
    {
        using var folder = new TemporaryFolder();
        var lines = Enumerable.Range(0, GangExitStream.Detection.TraceDetector.MaxVms + 2).SelectMany(static i => new[]
        {
            FormattableString.Invariant($"qemu {i + 9}/{i + 9} [000] {i}.000000: kvm_hv:kvmppc_run_core: Enter runner_vcpu==0 runnable=1 tgid={i + 9}"),
            FormattableString.Invariant($"qemu {i + 9}/{i + 9} [000] {i}.000001: kvm_hv:kvm_guest_exit: VCPU 0: trap=HV_DECREMENTER pc=0x100 msr=0x9033, ceded=0"),
            FormattableString.Invariant($"qemu {i + 9}/{i + 9} [000] {i}.000002: kvm_hv:kvmppc_run_core: Exit runner_vcpu==0 runnable=1 tgid={i + 9}"),
        });
        var run = await GangexitRun.Of("report", folder.WriteLines("many.txt", lines), "--top", "1");
        Assert.Equal(Cli.ExitCode.Damaged, run.Code);
        Assert.Contains("GX1034: only the first 65,536 processes are counted: 4 run_cores of others are left out", run.Error, StringComparison.Ordinal);
    }

    private static ReportResult Report(KvmEvent[] events)
    {
        using var reader = new PartsReader(events);
        return new TraceReporter(new ReportOptions { Traces = [] }, CancellationToken.None).Report("trace", reader);
    }
}
