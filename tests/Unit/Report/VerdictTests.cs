using GangExitStream.Reporting;
using GangExitStream.Reporting.Analysis;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Report;

/// <summary>The verdict of a trace: whether gang exits can be counted in it.</summary>
public sealed class VerdictTests
{
    private const string Power8 = "POWER8E (raw), altivec supported";

    private static readonly KvmEvent GuestExit = KvmEvent.GuestExit(2, 0, 287, 289, 0, 0x500, 0);

    [Theory]
    [InlineData(2, 0, TraceVerdict.GangExits)]
    [InlineData(1, 2, TraceVerdict.GangExits)] // a late joiner
    [InlineData(1, 1, TraceVerdict.OneThreadARun)]
    [InlineData(1, 0, TraceVerdict.OneThreadARun)]
    public void Threads_at_Enter_or_Exit_decide(int enter, int exit, TraceVerdict expected) =>
        Assert.Equal(expected, Of(null, Enter(1, 287, enter), GuestExit, Exit(3, 287, exit)).Verdict);

    [Theory]
    [InlineData(Power8, TraceVerdict.NotRecorded)]
    [InlineData("POWER7 (architected), altivec supported", TraceVerdict.NotRecorded)]
    [InlineData("POWER9 (raw), altivec supported", TraceVerdict.NotApplicable)]
    [InlineData("POWER10 (architected)", TraceVerdict.NotApplicable)]
    [InlineData(null, TraceVerdict.NotApplicable)]
    public void Without_run_core_the_processor_decides(string? cpu, TraceVerdict expected)
    {
        var result = Of(cpu, GuestExit);
        Assert.Equal((expected, false), (result.Verdict, result.Applicable));
    }

    [Fact]
    public void A_trace_without_events_has_the_verdict_nothing_on_every_processor() => Assert.Equal((TraceVerdict.Nothing, false), (Of(Power8).Verdict, Of(Power8).Applicable));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Exits_alone_dont_say_that_gang_exits_cant_occur(int threads) => Assert.Equal(TraceVerdict.GangExits, Of(null, Exit(1, 287, threads)).Verdict);

    [Fact]
    public void A_VM_with_one_thread_a_run_is_told_apart_from_others()
    {
        var result = Of(null, Enter(1, 287, 4), GuestExit, Exit(2, 287, 4), Enter(3, 300, 1), Exit(4, 300, 1));
        Assert.Equal(TraceVerdict.GangExits, result.Verdict);
        Assert.Equal([(287, false), (300, true)], result.Vms.Select(vm => (vm.Tgid, vm.HasOneThreadARun)));
    }

    private static KvmEvent Enter(long ns, int tgid, int threads) => KvmEvent.Enter(ns, 0, tgid, tgid + 2, 0, threads);

    private static KvmEvent Exit(long ns, int tgid, int threads) => KvmEvent.Exit(ns, 0, tgid, tgid + 2, 0, threads);

    private static ReportResult Of(string? cpu, params KvmEvent[] events)
    {
        using var reader = new PartsReader(events) { Info = new TraceInfo { Form = TraceForm.PerfFile, Cpu = cpu } };
        return new TraceReporter(new ReportOptions { Traces = [] }, CancellationToken.None).Report("trace", reader);
    }
}
