using System.Globalization;
using System.Text.RegularExpressions;

namespace GangExitStream.Tests.Unit.Detect;

/// <summary>
/// Reads `perf script` text with regular expressions, apart from the product's own reader: what these tests expect must not
/// depend on it. Where a line has no process id, a thread's process is the tgid of its last run_core.
/// </summary>
internal static partial class PerfScriptText
{
    public static KvmEvent[] Read(IEnumerable<string> lines)
    {
        var tgidOfTid = new Dictionary<int, int>();
        return [.. lines.Select(text => Line().Match(text)).Where(line => line.Success).Select(line => Event(line, tgidOfTid))];
    }

    private static KvmEvent Event(Match line, Dictionary<int, int> tgidOfTid)
    {
        var time = (long)(decimal.Parse(line.Groups["time"].Value, CultureInfo.InvariantCulture) * 1_000_000_000);
        var (tid, cpu, rest) = (Int(line.Groups["tid"].Value), Int(line.Groups["cpu"].Value), line.Groups["rest"].Value);
        if (Lost().Match(rest) is { Success: true } lost)
            return KvmEvent.Lost(time, cpu, Int(lost.Groups["n"].Value));
        if (GuestExit().Match(rest) is { Success: true } exit)
            return KvmEvent.GuestExit(time, cpu, Tgid(line, tid, tgidOfTid), tid, Int(exit.Groups["vcpu"].Value), Trap(exit.Groups["trap"].Value), byte.Parse(exit.Groups["ceded"].Value));
        var core = Core(rest);
        if (rest.Contains("vcore_blocked", StringComparison.Ordinal))
            return KvmEvent.Blocked(time, cpu, core.Tgid, tid, core.Vcpu, core.Runnable, isOver: !core.IsEnter);
        tgidOfTid[tid] = core.Tgid;
        return core.IsEnter
            ? KvmEvent.Enter(time, cpu, core.Tgid, tid, core.Vcpu, core.Runnable)
            : KvmEvent.Exit(time, cpu, core.Tgid, tid, core.Vcpu, core.Runnable);
    }

    private static (bool IsEnter, int Vcpu, int Runnable, int Tgid) Core(string rest)
    {
        var kernel = KernelCore().Match(rest);
        var core = kernel.Success ? kernel : UprobeCore().Match(rest);
        return (core.Groups["where"].Value is "Enter" or "0", Int(core.Groups["vcpu"].Value), Int(core.Groups["n"].Value), Int(core.Groups["tgid"].Value));
    }

    private static int Tgid(Match line, int tid, Dictionary<int, int> tgidOfTid) =>
        line.Groups["pid"].Success ? Int(line.Groups["pid"].Value) : tgidOfTid.GetValueOrDefault(tid, KvmEvent.Unknown);

    private static int Trap(string trap) =>
        int.TryParse(trap, CultureInfo.InvariantCulture, out var number) ? number : TrapNames.TryParse(trap, out number) ? number : throw new FormatException(trap);

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?:.* )?(?:(?<pid>-?\d+)/)?(?<tid>-?\d+)\s+\[(?<cpu>-?\d+)\]\s+(?<time>\d+\.\d+):\s+(?<rest>kvm_hv:kvm(_guest_exit|ppc_run_core|ppc_vcore_blocked): .*|PERF_RECORD_LOST .*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^PERF_RECORD_LOST lost (?<n>\d+)")]
    private static partial Regex Lost();

    [GeneratedRegex(@"(VCPU |vcpu_id=)(?<vcpu>-?\d+):? trap=(?<trap>\w+) .*ceded=(?<ceded>\d+)")]
    private static partial Regex GuestExit();

    [GeneratedRegex(@"(?<where>Enter|Exit) runner_vcpu==?(?<vcpu>-?\d+) runnable=(?<n>-?\d+) tgid=(?<tgid>-?\d+)")]
    private static partial Regex KernelCore();

    [GeneratedRegex(@"n_runnable=(?<n>-?\d+) runner_vcpu=(?<vcpu>-?\d+) where=(?<where>\d) tgid=(?<tgid>-?\d+)")]
    private static partial Regex UprobeCore();
}
