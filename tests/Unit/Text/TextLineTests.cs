using GangExitStream.Traces;

namespace GangExitStream.Tests.Unit.Text;

/// <summary>One line of each kind that the tools print, with difficult comms that prctl permits.</summary>
public sealed class TextLineTests
{
    private const string Exit = "VCPU 3: trap=EXTERNAL pc=0x148 msr=0x8000000000001000, ceded=1";

    public static TheoryData<string> Comms => ["vmm", "CPU 0/KVM", "a: b [1]", "kvm_guest_exit:", "12 [000] 1.5", "<...>", "(x)-(5)", "x-1 [0]:", ":-1"];

    [Theory]
    [MemberData(nameof(Comms))]
    public void Any_comm_is_fine_in_perf_script(string comm)
    {
        var expected = KvmEvent.GuestExit(1_500_000_000, 7, KvmEvent.Unknown, 289, 3, 0x500, 1, 0x148, 0x8000000000001000);

        var (events, summary) = TextTraces.Read(TraceForm.PerfScript, $"{comm,16}   289 [007]     1.500000:  kvm_hv:kvm_guest_exit: {Exit}");

        Assert.Equal([expected], events);
        Assert.Equal(0, summary.DamageCount);
    }

    [Theory]
    [MemberData(nameof(Comms))]
    public void Any_comm_is_fine_in_ftrace(string comm)
    {
        var expected = KvmEvent.GuestExit(1_500_000_000, 7, 12, 289, 3, 0x500, 1, 0x148, 0x8000000000001000);

        var (events, _) = TextTraces.Read(TraceForm.Ftrace, $"{comm,16}-289     (     12) [007] d..2.     1.500000: kvm_guest_exit: {Exit}");

        Assert.Equal([expected], events);
    }

    [Theory]
    [InlineData("vmm 289 [000] 1.5: kvm_hv:kvm_guest_exit: ", 1_500_000_000, -1)]
    [InlineData("vmm 289 1.000000001: kvm_hv:kvm_guest_exit: ", 1_000_000_001, -1)]
    [InlineData("    287/289   [000] 1.500000: kvm_hv:kvm_guest_exit: ", 1_500_000_000, 287)]
    [InlineData("vmm   287/289   [000] 1.500000:          1  kvm_hv:kvm_guest_exit: ", 1_500_000_000, 287)]
    [InlineData("vmm 289 [000] 9000000000.123456789: kvm_hv:kvm_guest_exit: ", 9_000_000_000_123_456_789, -1)]
    public void The_fields_of_perf_script_may_vary(string start, long timeNs, int tgid)
    {
        var e = Assert.Single(TextTraces.Read(TraceForm.PerfScript, start + Exit).Events);

        Assert.Equal((timeNs, tgid, 289), (e.TimeNs, e.Tgid, e.Tid));
    }

    [Theory]
    [InlineData("vmm-289 [001] 1.500000: kvm_guest_exit: ", -1)]
    [InlineData("vmm-289     [001] .n.1. 1.500000: kvm_guest_exit:       ", -1)]
    [InlineData("vmm-289     (-------) [001] .n.1. 1.500000: kvm_guest_exit: ", -1)]
    [InlineData("vmm-289     (    287) [001] .n.1. 1.500000: kvm_guest_exit: ", 287)]
    public void The_columns_of_ftrace_may_vary(string start, int tgid)
    {
        var e = Assert.Single(TextTraces.Read(TraceForm.Ftrace, start + Exit).Events);

        Assert.Equal((1_500_000_000, 1, tgid, 289), (e.TimeNs, e.Cpu, e.Tgid, e.Tid));
    }

    [Theory]
    [InlineData("(4011a6) vcpu_id=3 trap=1280 pc=328 msr=9223372036854779904 ceded=1")]
    [InlineData("(0x4011a6) ceded=1 msr=0x8000000000001000 nip=0x148 r3=5 reason=0x500 vcpu_id=3")]
    [InlineData(Exit)]
    public void A_guest_exit_is_read_by_its_fields_names(string text)
    {
        var e = Assert.Single(TextTraces.Read(TraceForm.Ftrace, "vmm-289 [000] d.... 1.0: kvm_guest_exit: " + text).Events);

        Assert.Equal((3, 0x500, (byte)1, 0x148UL, 0x8000000000001000UL), (e.Vcpu, e.Trap, e.Ceded, e.Pc, e.Msr));
    }

    [Theory]
    [InlineData("Exit runner_vcpu==4 runnable=2 tgid=287")]
    [InlineData("(4011a7) tgid=287 where=1 runner_vcpu=4 n_runnable=2")]
    public void A_run_core_is_read_by_its_fields_names(string text) =>
        Assert.Equal(
            [KvmEvent.Exit(1_000_000_000, 0, 287, 289, 4, 2)],
            TextTraces.Read(TraceForm.Ftrace, "vmm-289 [000] d.... 1.0: kvmppc_run_core: " + text).Events);

    [Fact]
    public void A_guest_exit_belongs_to_the_vm_of_its_threads_last_run()
    {
        var (events, _) = TextTraces.Read(
            TraceForm.Ftrace,
            "vmm-5 [000] d.... 1.0: kvm_guest_exit: " + Exit,
            "vmm-5 [000] d.... 1.1: kvmppc_run_core: Enter runner_vcpu==0 runnable=1 tgid=4",
            "vmm-5 [000] d.... 1.2: kvm_guest_exit: " + Exit,
            "vmm-5 [000] d.... 1.3: kvmppc_run_core: Enter runner_vcpu==0 runnable=1 tgid=9",
            "vmm-6 [000] d.... 1.4: kvm_guest_exit: " + Exit,
            "vmm-5 [000] d.... 1.4: kvm_guest_exit: " + Exit);

        Assert.Equal([-1, 4, 4, 9, -1, 9], events.Select(e => e.Tgid));
    }

    [Fact]
    public void Other_events_pass_unread()
    {
        var (events, summary) = TextTraces.Read(
            TraceForm.PerfScript,
            "# cmdline : perf record -e kvm_hv:kvm_guest_exit: -a",
            "vmm 5 [000] 1.0: kvm_hv:kvmppc_vcore_blocked: Enter runner_vcpu=0 runnable=1 tgid=4",
            "vmm 5 [000] 1.0: other:kvm_guest_exit: " + Exit,
            "\tc008000012345678 kvmppc_run_core+0x48 ([kvm_hv])",
            "sh 6 [001] 1.1: ftrace:print: tracing_mark_write: vmm 5 [000] 1.0: kvm_hv:kvm_guest_exit: " + Exit,
            "");

        Assert.Empty(events);
        Assert.Equal(TraceDamageId.NoEvents, Assert.Single(summary.Damage).Id);
    }

    [Fact]
    public void Another_system_can_be_asked_for()
    {
        var line = "vmm 5 [000] 1.0: kvm_hv_sim:kvm_guest_exit: " + Exit + "\n";
        var options = new TraceOptions { System = "kvm_hv_sim" };

        var (events, _) = TextTraces.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(line)), TraceForm.PerfScript, default, options);

        Assert.Single(events);
    }

    [Theory]
    [InlineData("CPU:3 [LOST 123 EVENTS]", 3, 123)]
    [InlineData("CPU:3 [LOST EVENTS]", 3, 1)]
    [InlineData("CPU:12 [123 EVENTS DROPPED]", 12, 123)]
    [InlineData("CPU:12 [EVENTS DROPPED]", 12, 1)]
    public void A_loss_has_the_time_of_the_line_behind_it(string line, int cpu, int count)
    {
        var (events, summary) = TextTraces.Read(
            TraceForm.Ftrace, line, "vmm-5 [000] d.... 1.0: sched_switch: x", "vmm-5 [000] d.... 2.0: kvm_guest_exit: " + Exit, line);

        Assert.Equal(KvmEvent.Lost(1_000_000_000, cpu, count), events[0]);
        Assert.Equal(KvmEvent.Lost(2_000_000_000, cpu, count), events[2]);
        Assert.Equal(2 * count, summary.Lost);
    }

    [Fact]
    public void Perf_tells_of_losses_in_a_line_with_a_time() =>
        Assert.Equal(
            [KvmEvent.Lost(1_500_000_000, 1, 12)],
            TextTraces.Read(TraceForm.PerfScript, "           vmsim 11809 [001]     1.500000: PERF_RECORD_LOST lost 12").Events);
}
