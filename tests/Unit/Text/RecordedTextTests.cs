using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GangExitStream.Traces;
using GangExitStream.Traces.Text;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>Real recordings, compared with the results of regular expressions that are independent of the reader.</summary>
public sealed partial class RecordedTextTests
{
    [GeneratedRegex(@"[ :]kvm_guest_exit:", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex GuestExit { get; }

    [GeneratedRegex(@"[ :]kvmppc_run_core: +(Enter |.*where=0)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Enter { get; }

    [GeneratedRegex(@"[ :]kvmppc_run_core: +(Exit |.*where=1)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Exit { get; }

    [GeneratedRegex(@"PERF_RECORD_LOST lost (?<n>\d+)|^CPU:\d+ \[(?<n>\d+) EVENTS DROPPED\]|^CPU:\d+ \[LOST (?<n>\d+) EVENTS\]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Lost { get; }

    [GeneratedRegex(@"^.*?(?<tid>\d+) +(\( *(?<tgid>\d+|-+)\) )?\[(?<cpu>\d+)\] .*?(?<sec>\d+)\.(?<frac>\d+): .*kvm_guest_exit:.*\b(vcpu_id=|VCPU )(?<vcpu>\d+).*ceded=(?<ceded>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex GuestExitLine { get; }

    [Theory]
    [InlineData("power8-smt4.perf-script.txt", TraceForm.PerfScript, 33_580)]
    [InlineData("power8-smt4.ftrace.txt", TraceForm.Ftrace, 33_580)]
    [InlineData("power8-smt4.trace-cmd-report.txt.gz", TraceForm.TraceCmdReport, 33_580)]
    [InlineData("power8-be-smt4.ftrace.txt", TraceForm.Ftrace, 2_218)]
    [InlineData("tiny.perf-script.txt", TraceForm.PerfScript, 992)]
    [InlineData("tiny.ftrace.txt", TraceForm.Ftrace, 307)]
    [InlineData("small.perf-script-pid.txt", TraceForm.PerfScript, 400)]
    [InlineData("lost.perf-script.txt", TraceForm.PerfScript, 592)]
    [InlineData("callchain.perf-script-ns.txt", TraceForm.PerfScript, 179)]
    [InlineData("lost.trace-cmd-report.txt", TraceForm.TraceCmdReport, 597)]
    [InlineData("tgid.trace_pipe.txt", TraceForm.Ftrace, 597)]
    public void Every_line_of_ours_is_read(string name, TraceForm form, int events)
    {
        var bytes = TextTraces.Bytes(name);
        var text = Encoding.UTF8.GetString(bytes);
        Assert.True(TextForm.TryDetect(bytes, out var found));
        Assert.Equal(form, found);

        var (read, summary) = TextTraces.Read(name);

        Assert.Equal(0, summary.DamageCount);
        Assert.Equal(bytes.Length, summary.Bytes);
        Assert.Equal(events, summary.Events);
        Assert.Equal(GuestExit.Count(text), read.Count(e => e.Kind == KvmEventKind.GuestExit));
        Assert.Equal(Enter.Count(text), read.Count(e => e.Kind == KvmEventKind.Enter));
        Assert.Equal(Exit.Count(text), read.Count(e => e.Kind == KvmEventKind.Exit));
        Assert.Equal(Lost.Matches(text).Sum(match => Number(match, "n")), summary.Lost);
    }

    [Theory]
    [InlineData("power8-smt4.perf-script.txt")]
    [InlineData("power8-be-smt4.ftrace.txt")]
    [InlineData("small.perf-script-pid.txt")]
    [InlineData("callchain.perf-script-ns.txt")]
    [InlineData("lost.trace-cmd-report.txt")]
    [InlineData("tgid.trace_pipe.txt")]
    public void Every_guest_exit_is_what_a_regular_expression_finds(string name)
    {
        var expected = GuestExitLine.Matches(Encoding.UTF8.GetString(TextTraces.Bytes(name)))
            .Select(m => (Ns(m), Number(m, "cpu"), Number(m, "tid"), Number(m, "vcpu"), Number(m, "ceded")));

        var exits = TextTraces.Read(name).Events.Where(e => e.Kind == KvmEventKind.GuestExit);

        Assert.Equal(expected, exits.Select(e => (e.TimeNs, (long)e.Cpu, (long)e.Tid, (long)e.Vcpu, (long)e.Ceded)));
    }

    [Theory]
    [InlineData("power8-smt4.ftrace.txt")]
    [InlineData("power8-smt4.trace-cmd-report.txt.gz")]
    public void Simultaneous_recorders_agree_event_by_event(string other)
    {
        var perf = TextTraces.Read("power8-smt4.perf-script.txt").Events;
        var events = TextTraces.Read(other).Events;

        Assert.Equal(perf.Select(WithoutTime), events.Select(WithoutTime));
        var far = perf.Zip(events, (a, b) => Math.Abs(a.TimeNs - b.TimeNs)).Count(ns => ns > 1_000_000);
        Assert.InRange(far, 0, perf.Count / 100); // each recorder takes its own time, and an emulated host may stall between them
    }

    [Theory]
    [InlineData("small.perf-script-pid.txt")]
    [InlineData("tgid.trace_pipe.txt")]
    public void A_process_id_in_the_line_is_the_run_cores_tgid(string name)
    {
        var tgidOf = new Dictionary<int, int>();
        foreach (var e in TextTraces.Read(name).Events.Where(e => e.Kind == KvmEventKind.Enter))
            tgidOf[e.Tid] = e.Tgid;

        var exits = TextTraces.Read(name).Events.Where(e => e.Kind == KvmEventKind.GuestExit).ToList();

        Assert.All(exits, e => Assert.Equal(tgidOf.GetValueOrDefault(e.Tid, e.Tgid), e.Tgid));
        Assert.DoesNotContain(exits, e => e.Tgid == KvmEvent.Unknown);
    }

    private static KvmEvent WithoutTime(KvmEvent e)
    {
        e.TimeNs = 0;
        return e;
    }

    private static long Ns(Match match) =>
        (Number(match, "sec") * 1_000_000_000) + long.Parse(match.Groups["frac"].Value.PadRight(9, '0'), CultureInfo.InvariantCulture);

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
