using System.Text;
using GangExitStream.Traces;
using GangExitStream.Traces.Text;

namespace GangExitStream.Tests.Unit.Text;

public sealed class TextFormTests
{
    [Theory]
    [InlineData("# ========\n# captured on    : Mon Nov 23\n# ========\n#\n", TraceForm.PerfScript)]
    [InlineData("warning: x\n vmm 5 [000] 1.000000: sched:sched_switch: prev\n", TraceForm.PerfScript)]
    [InlineData("   -1/-1    [000] 1.000000: sched:sched_switch: prev\n", TraceForm.PerfScript)]
    [InlineData("vmm 5 [000] 1.000000: PERF_RECORD_LOST lost 3\n", TraceForm.PerfScript)]
    [InlineData("CPU:3 [LOST 12 EVENTS]\n", TraceForm.Ftrace)]
    [InlineData("   <idle>-0       [001] d..2. 1.000000: sched_switch: prev\n", TraceForm.Ftrace)]
    [InlineData("cpus=2\n", TraceForm.TraceCmdReport)]
    [InlineData("CPU:3 [EVENTS DROPPED]\n", TraceForm.TraceCmdReport)]
    [InlineData("   vmm-5     [001] 1.000000: sched_switch:         prev\n", TraceForm.TraceCmdReport)]
    public void A_few_bytes_tell_the_form(string head, TraceForm form)
    {
        Assert.True(TextForm.TryDetect(Encoding.UTF8.GetBytes(head), out var found));
        Assert.Equal(form, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Usage: gangexit report TRACE...\n")]
    [InlineData("2026-11-23 10:00:00.123 [info] 12: started\n")]
    [InlineData("PERFILE2\0\0\0\0\n")]
    [InlineData("a,b,c\n1,2,3\n")]
    public void Other_content_is_no_text_form(string head) =>
        Assert.False(TextForm.TryDetect(Encoding.UTF8.GetBytes(head), out _));

    [Theory]
    [InlineData("tiny.perf.data")]
    [InlineData("pipe.perf.data")]
    public void Binary_traces_are_no_text_form(string name) => Assert.False(TextForm.TryDetect(TextTraces.Bytes(name), out _));
}
