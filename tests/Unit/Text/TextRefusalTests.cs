using System.Globalization;
using System.Text;
using GangExitStream.Tests.Shared;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>Text that can't be read correctly is refused with a numbered reason, at every position in the input.</summary>
public sealed class TextRefusalTests
{
    private const string Exit = "kvm_guest_exit: VCPU 3: trap=EXTERNAL pc=0x148 msr=0x1000, ceded=0\n";
    private const string Enter = "kvmppc_run_core: Enter runner_vcpu==0 runnable=1 tgid=4\n";

    [Theory]
    [InlineData("           vmm [001]   689.668294: kvm_hv:" + Exit, "thread")]
    [InlineData("  689.668294:          1 kvm_hv:" + Exit, "thread")]
    [InlineData("           vmm 20907 kvm_hv:" + Exit, "no time")]
    [InlineData("           vmm 20907 2026-11-27 04:37:05.139911 kvm_hv:" + Exit, "no time")]
    [InlineData(Exit, "options/context-info")]
    [InlineData("           vmm 20907 [001]   689.668294:  kvm_hv:kvm_guest_exit: \n", "add trace")]
    [InlineData("4 [001]   1.000000:  kvm_hv:" + Enter + "4 [001]   1.000001: kvm_hv:kvmppc_run_core: Enter runner_vcpu==8 runnable=1 tgid=4\n", "add tid")]
    public void A_field_that_is_needed_is_missed_by_name(string text, string said)
    {
        var (events, damage) = Read(text);
        Assert.Equal(0, events);
        Assert.Equal(TraceDamageId.FieldMissing, Assert.Single(damage).Id);
        Assert.Contains(said, damage[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trap_that_we_do_not_know_is_counted_and_named()
    {
        var text = (Line("", 1) + Line("", 2)).Replace("EXTERNAL", "HV_FUTURE_TRAP", StringComparison.Ordinal);
        var (events, damage) = Read(text);
        Assert.Equal(2, events);
        Assert.Equal(TraceDamageId.UnknownTrap, Assert.Single(damage).Id);
        Assert.Contains("HV_FUTURE_TRAP", damage[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9.0", 689_668_294_000L)] // the reference lies before the events
    [InlineData("700.5", null)] // behind: the times count from the first event
    public void The_reference_time_gives_the_wall_clock(string clock, long? firstNs)
    {
        var text = "# ========\n# captured on    : Fri Nov 27 04:37:05 2026\n# hostname : h\n"
            + $"# reference time: 2026-11-27 04:37:04.987211 = 1795754224.987211 (TOD) = {clock} (monotonic)\n"
            + "           vmm 20907 [001]   689.668294: kvm_hv:" + Exit;
        using var reader = TraceFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        var events = new KvmEvent[4];
        Assert.Equal(1, reader.Read(events));
        Assert.Equal("h", reader.Info.Host);
        Assert.Equal(firstNs is null ? null : 1_795_754_224_987_211_000 - 9_000_000_000, reader.Info.WallClockOffsetNs);
    }

    [Theory]
    [InlineData(5, 1)] // one thread goes back
    [InlineData(6, 0)] // another one
    public void Lines_of_one_thread_that_go_back_are_out_of_order(int tid, int behind)
    {
        static string Run(int tid, string time) => $"vmm-{tid} [00{tid}] d.... {time}: {Enter}";
        var summary = TraceReading.ReadAll(Encoding.UTF8.GetBytes(Run(7, "1.0") + Run(5, "3.0") + Run(tid, "2.0"))).Summary;
        Assert.Equal((3, behind), (summary.RunCores, summary.OutOfOrder));
    }

    private static string Line(string before, int seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{before}             vmm-191     [000] d....     {seconds}.000000: {Exit}");

    private static (int Events, TraceDamageId Id) Refused(string text)
    {
        var (events, damage) = Read(text);
        return (events, Assert.Single(damage).Id);
    }

    private static (int Events, IReadOnlyList<TraceDamage> Damage) Read(string text)
    {
        var read = TraceReading.ReadAll(Encoding.UTF8.GetBytes(text));
        return (read.Events.Count, read.Summary.Damage);
    }
}
