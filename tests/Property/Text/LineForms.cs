using System.Globalization;
using GangExitStream.Traces;

namespace GangExitStream.Tests.Property.Text;

/// <summary>How perf script, ftrace and trace-cmd print a line: written from their sources and outputs, not from the reader.</summary>
internal sealed record LineForm(
    TraceForm Form, Func<Printed, string> Print, int DigitsOfTime = 6, bool HasCpu = true, bool HasPid = false, bool InTicks = false)
{
    /// <summary>The event as a reader of this form must give it back.</summary>
    public KvmEvent Expected(KvmEvent e, int pid)
    {
        var unit = InTicks ? 1 : (long)Math.Pow(10, 9 - DigitsOfTime);
        e.TimeNs = e.TimeNs / unit * unit;
        e.Cpu = HasCpu ? e.Cpu : KvmEvent.Unknown;
        e.Tgid = e.Kind != KvmEventKind.GuestExit ? e.Tgid : HasPid ? pid : KvmEvent.Unknown;
        return e;
    }

    /// <summary>All that the tools print.</summary>
    public static IEnumerable<LineForm> All() => [.. Perf(), .. Kernel(), .. TraceCmd()];

    private static IEnumerable<LineForm> Perf() =>
        from comm in new[] { true, false }
        from pid in new[] { true, false }
        from cpu in new[] { "", "[]", "-L" }
        from misc in new[] { "", "U       ", "K       " }
        from tod in new[] { "", "2026-11-27 04:37:05.139911 " }
        from digits in new[] { 6, 9 }
        from period in new[] { "", "         1 " }
        from prefix in new[] { "kvm_hv:", " kvm_hv:" }
        from behind in new[] { "", "           4011a6 t_run_core+0x0", " ilen: 1 insn: c3" }
        select new LineForm(
            TraceForm.PerfScript,
            p => (comm ? cpu == "-L" ? $"{p.Comm8} " : $"{p.Comm,16} " : "")
                + (pid ? $"{p.Pid,7}/{p.Event.Tid,-7} " : $"{p.Event.Tid,7} ")
                + cpu switch { "[]" => $"[{p.Event.Cpu:D3}] ", "-L" => $"{p.Event.Cpu,3} ", _ => "" }
                + misc + tod + $"{p.Seconds(digits, 5)}: {period}{prefix}{p.Name}: {p.Fields}{behind}",
            digits, cpu.Length > 0, pid);

    private static IEnumerable<LineForm> Kernel() =>
        from flags in new[] { "", " d....", " DBZff", " d..1" }
        from tgid in new[] { "", "pid", "none" }
        from ticks in new[] { true, false }
        select new LineForm(
            TraceForm.Ftrace,
            p => $"{p.Comm,16}-{p.Event.Tid,-7} " + tgid switch { "pid" => $"({p.Pid,7}) ", "none" => "(-------) ", _ => "" }
                + $"[{p.Event.Cpu:D3}]{flags} {(ticks ? $"{p.Event.TimeNs,12}" : p.Seconds(6, 5))}: {p.Name}: {p.Fields}",
            HasPid: tgid == "pid", InTicks: ticks);

    private static IEnumerable<LineForm> TraceCmd() =>
    [
        .. from flags in new[] { "", " d...." }
           from diff in new[] { "", " (+40)    " }
           from digits in new[] { 6, 9 }
           select new LineForm(TraceForm.TraceCmdReport, p => $"{p.Comm,16}-{p.Event.Tid,-5} [{p.Event.Cpu:D3}]{flags} {p.Seconds(digits, 5)}:{diff} {p.Name + ":",-21} {p.Fields}", digits),
        new(TraceForm.TraceCmdReport, p => $"{p.Comm,16}-{p.Event.Tid,-5} [{p.Event.Cpu:D3}]{p.Event.TimeNs,12}: {p.Name + ":",-21} {p.Fields}", InTicks: true),
        new(TraceForm.TraceCmdReport, p => $"{p.Comm8}-{p.Event.Tid,-5} {p.Event.Cpu,3}dNHff {p.Seconds(6, 5)}: {p.Name + ":",-21} {p.Fields}"),
        .. from mark in " +!#*@$"
           select new LineForm(TraceForm.Ftrace, p => $"{p.Comm8}-{p.Event.Tid,-7} {p.Event.Cpu,3}d..1. {p.Event.TimeNs / 1000,4}us{mark}: {p.Name}: {p.Fields}"),
        new(TraceForm.Ftrace, p => $"{p.Comm8}-{p.Event.Tid,-7} {p.Event.Cpu,3}d..1. {p.Event.TimeNs,4}: {p.Name}: {p.Fields}", InTicks: true),
        new(TraceForm.Ftrace, p => $"{p.Comm,16} {p.Event.Tid,7} {p.Event.Cpu,3} 255 0000000f 00000001 [{p.Event.TimeNs / 1000:x8}] 36.232ms (+0.037ms): {p.Name}: {p.Fields}"),
        new(TraceForm.Ftrace, p => $"{p.Comm,16} {p.Event.Tid,7} {p.Event.Cpu,3} 255 0000000f 00000001 [{p.Event.TimeNs:x16}] 45368659 (+236425): {p.Name}: {p.Fields}", InTicks: true),
    ];
}

/// <summary>What a line is printed of.</summary>
internal sealed record Printed(KvmEvent Event, string Comm, int Pid, int Style)
{
    public string Comm8 => $"{Comm,8}"[..8];

    public string Name => Event.Kind == KvmEventKind.GuestExit ? "kvm_guest_exit" : "kvmppc_run_core";

    public string Fields => Event.Kind == KvmEventKind.GuestExit ? GuestExit() : RunCore();

    public string Seconds(int digits, int width)
    {
        var fraction = (Event.TimeNs % 1_000_000_000 / (digits == 6 ? 1000 : 1)).ToString(digits == 6 ? "D6" : "D9", CultureInfo.InvariantCulture);
        return $"{(Event.TimeNs / 1_000_000_000).ToString(CultureInfo.InvariantCulture).PadLeft(width)}.{fraction}";
    }

    private string GuestExit() => Style switch
    {
        0 => $"VCPU {Event.Vcpu}: trap={TrapNames.Format(Event.Trap)} pc=0x{Event.Pc:x} msr=0x{Event.Msr:x}, ceded={Event.Ceded}",
        1 => $"(4011a6) vcpu_id={Event.Vcpu} trap={Event.Trap} pc={Event.Pc} msr={Event.Msr} ceded={Event.Ceded}",
        2 => $"vcpu_id=0x{Event.Vcpu:x} ({Event.Vcpu}) trap=0x{Event.Trap:x} ({Event.Trap}) pc=0x{Event.Pc:x} ({(long)Event.Pc}) msr=0x{Event.Msr:x} ({(long)Event.Msr}) ceded=0x{Event.Ceded:x} ({Event.Ceded})",
        _ => $" __probe_ip=4011a6 ceded={Event.Ceded} msr={Event.Msr} nip={Event.Pc} reason=0x{Event.Trap:x} vcpu_id={Event.Vcpu}",
    };

    private string RunCore()
    {
        var where = Event.Kind == KvmEventKind.Enter ? 0 : 1;
        return Style switch
        {
            0 => $"{(where == 0 ? "Enter" : "Exit")} runner_vcpu=={Event.Vcpu} runnable={Event.Value} tgid={Event.Tgid}",
            1 => $"(4011a7) n_runnable={Event.Value} runner_vcpu={Event.Vcpu} where={where} tgid={Event.Tgid}",
            2 => $"n_runnable=0x{Event.Value:x} ({Event.Value}) runner_vcpu=0x{Event.Vcpu:x} ({Event.Vcpu}) where=0x{where:x} ({where}) tgid=0x{Event.Tgid:x} ({Event.Tgid})",
            _ => $" __probe_ip=4011a7 tgid={Event.Tgid} where={where} runner_vcpu={Event.Vcpu} n_runnable={Event.Value}",
        };
    }
}
